package dev.guildhall.events.internal.cesql;

import dev.guildhall.core.error.Problem;
import dev.guildhall.events.internal.cesql.Token.Keyword;
import dev.guildhall.events.internal.cesql.Token.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads the grammar of CESQL.
 *
 * <p>One method stands for each level of precedence, from the loosest to the tightest: {@code AND}, {@code OR} and
 * {@code XOR} bind alike, and {@code NOT} tighter than anything but a function. Operators that bind alike are read from
 * left to right. Length, depth and the number of tokens are bounded, so that no expression is expensive to refuse.
 */
final class Parser {

    static final int MAX_LENGTH = 4096;
    static final int MAX_DEPTH = 20;

    private final Source source;
    private final Map<String, Type> attributes;
    private final Lexer lexer;
    private Token next;
    private int depth;

    private Parser(Source source, Map<String, Type> attributes) {
        this.source = source;
        this.attributes = attributes;
        this.lexer = new Lexer(source);
        this.next = lexer.next();
    }

    static Term parse(Source source, Map<String, Type> attributes) {
        if (source.text().length() > MAX_LENGTH) {
            throw source.refuse(MAX_LENGTH, "an expression has at most " + MAX_LENGTH + " characters");
        }
        return new Parser(source, attributes).whole();
    }

    private Term whole() {
        var whole = logic();
        if (next.kind() != Kind.END) {
            throw unexpected("an operator");
        }
        return whole;
    }

    private Term logic() {
        var term = comparison();
        for (var operator = logicOperator(); operator.isPresent(); operator = logicOperator()) {
            take();
            term = operator.get().of(term, comparison());
        }
        return term;
    }

    private Optional<Logic> logicOperator() {
        return Arrays.stream(Logic.values())
                .filter(operator -> next.is(Keyword.valueOf(operator.name())))
                .findFirst();
    }

    private Term comparison() {
        var term = sum();
        for (var operator = comparisonOperator(); operator.isPresent(); operator = comparisonOperator()) {
            take();
            term = operator.get().of(term, sum());
        }
        return term;
    }

    private Optional<Comparison> comparisonOperator() {
        return Arrays.stream(Comparison.values())
                .filter(operator -> next.is(operator.sign()))
                .findFirst();
    }

    private Term sum() {
        var term = product();
        while (next.is("+") || next.is("-")) {
            term = arithmetic(take()).of(term, product());
        }
        return term;
    }

    private Term product() {
        var term = tested();
        while (next.is("*") || next.is("/") || next.is("%")) {
            term = arithmetic(take()).of(term, tested());
        }
        return term;
    }

    private static Arithmetic arithmetic(Token sign) {
        return Arrays.stream(Arithmetic.values())
                .filter(operator -> sign.is(operator.sign()))
                .findFirst()
                .orElseThrow();
    }

    /** What {@code LIKE} and {@code IN} may stand behind. */
    private Term tested() {
        var term = unary();
        while (next.is(Keyword.NOT) || next.is(Keyword.LIKE) || next.is(Keyword.IN)) {
            var negated = takeIf(Keyword.NOT);
            if (takeIf(Keyword.LIKE)) {
                term = like(term, negated);
            } else if (takeIf(Keyword.IN)) {
                term = new Membership(term, elements(), negated);
            } else {
                throw unexpected("LIKE or IN after NOT");
            }
        }
        return term;
    }

    private Term like(Term term, boolean negated) {
        if (next.kind() != Kind.TEXT) {
            throw unexpected("a quoted text after LIKE");
        }
        var pattern = new LikePattern(take().text());
        var signature = new Signature(
                Type.BOOLEAN,
                List.of(Type.STRING),
                (run, operands) -> pattern.matches(operands.text(0), run) != negated);
        return new Operation(signature, List.of(term));
    }

    private List<Term> elements() {
        if (!next.is("(")) {
            throw unexpected("an opening parenthesis after IN");
        }
        var open = take();
        return list(open);
    }

    private Term unary() {
        if (takeIf(Keyword.NOT)) {
            return Logic.not(deeper(this::unary));
        }
        if (next.is("-") || next.is("+")) {
            return signed(take());
        }
        return primary();
    }

    private Term signed(Token sign) {
        if (next.kind() == Kind.INTEGER) {
            return integer(sign.raw());
        }
        if (sign.is("+")) {
            throw unexpected("an integer after the plus");
        }
        return Arithmetic.negated(deeper(this::unary));
    }

    private Term primary() {
        if (next.is("(")) {
            var open = take();
            var inner = deeper(this::logic);
            close(open);
            return inner;
        }
        if (takeIf(Keyword.EXISTS)) {
            return new Exists(attribute("the name of an attribute after EXISTS").name());
        }
        if (next.is(Keyword.TRUE) || next.is(Keyword.FALSE)) {
            return new Literal(Type.BOOLEAN, take().is(Keyword.TRUE));
        }
        return switch (next.kind()) {
            case INTEGER -> integer("");
            case TEXT -> new Literal(Type.STRING, take().text());
            case WORD -> named();
            case SIGN, END -> throw unexpected("a value");
        };
    }

    private Term integer(String sign) {
        var digits = take();
        try {
            return new Literal(Type.INTEGER, Integer.parseInt(sign + digits.raw()));
        } catch (NumberFormatException tooLarge) {
            throw source.refuse(digits.start(), "an integer is from -2147483648 to 2147483647");
        }
    }

    private Term named() {
        if (!next.isName()) {
            throw unexpected("a value");
        }
        var name = take();
        return next.is("(") ? call(name) : attribute(name);
    }

    private Attribute attribute(String expected) {
        if (!next.isName()) {
            throw unexpected(expected);
        }
        return attribute(take());
    }

    private Attribute attribute(Token named) {
        var name = named.raw().toLowerCase(Locale.ROOT);
        if (!attributes.containsKey(name)) {
            var known = attributes.keySet().stream().sorted().collect(Collectors.joining(", "));
            throw source.refuse(
                    named.start(), Source.quoted(named.raw()) + " is not an attribute of events; there are " + known);
        }
        return new Attribute(name, attributes.get(name));
    }

    private Term call(Token name) {
        var open = take();
        var function = Functions.named(name.raw())
                .orElseThrow(() -> source.refuse(
                        name.start(),
                        "there is no function " + Source.quoted(name.raw()) + "; there are " + Functions.names()));
        var arguments = next.is(")") ? none(open) : list(open);
        if (!function.takes(arguments.size())) {
            throw source.refuse(
                    name.start(), function.name() + " takes " + function.arity() + ", not " + arguments.size());
        }
        return function.of(arguments);
    }

    private List<Term> none(Token open) {
        close(open);
        return List.of();
    }

    private List<Term> list(Token open) {
        var terms = new ArrayList<Term>();
        terms.add(deeper(this::logic));
        while (next.is(",")) {
            take();
            terms.add(deeper(this::logic));
        }
        close(open);
        return List.copyOf(terms);
    }

    private void close(Token open) {
        if (next.kind() == Kind.END) {
            throw source.refuse(open.start(), "the parenthesis is never closed");
        }
        if (!next.is(")")) {
            throw unexpected("a closing parenthesis");
        }
        take();
    }

    private Term deeper(Supplier<Term> inner) {
        if (++depth > MAX_DEPTH) {
            throw source.refuse(next.start(), "an expression is nested at most " + MAX_DEPTH + " deep");
        }
        var term = inner.get();
        depth--;
        return term;
    }

    private boolean takeIf(Keyword keyword) {
        var isNext = next.is(keyword);
        if (isNext) {
            take();
        }
        return isNext;
    }

    private Token take() {
        var taken = next;
        next = lexer.next();
        return taken;
    }

    private Problem unexpected(String expected) {
        var found = next.kind() == Kind.END ? "the end of the expression" : Source.quoted(next.raw());
        return source.refuse(next.start(), "expected " + expected + " but found " + found);
    }
}
