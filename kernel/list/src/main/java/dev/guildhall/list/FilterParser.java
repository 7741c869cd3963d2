package dev.guildhall.list;

import dev.guildhall.core.database.Storable;
import dev.guildhall.core.error.Problem;
import dev.guildhall.list.FilterLexer.Kind;
import dev.guildhall.list.FilterLexer.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the grammar of AIP-160.
 *
 * <p>One method stands for each rule of the published EBNF, in its order. {@code OR} binds tighter than {@code AND},
 * and factors that follow each other are joined by {@code AND}. Length, depth and the number of comparisons are
 * bounded, so that no filter is expensive to refuse.
 */
final class FilterParser {

    static final int MAX_LENGTH = 4096;
    static final int MAX_DEPTH = 20;
    static final int MAX_TERMS = 100;

    private final FilterSource source;
    private final FilterLexer lexer;
    private Token next;
    private int depth;
    private int terms;
    private int wildcards;

    private FilterParser(FilterSource source) {
        this.source = source;
        this.lexer = new FilterLexer(source);
        this.next = lexer.next();
    }

    /** The filter's tree, or empty when nothing is filtered. */
    static Optional<FilterNode> parse(FilterSource source) {
        if (source.text().length() > MAX_LENGTH) {
            throw source.refuse(MAX_LENGTH, "a filter has at most " + MAX_LENGTH + " characters");
        }
        return new FilterParser(source).filter();
    }

    private Optional<FilterNode> filter() {
        if (next.kind() == Kind.END) {
            return Optional.empty();
        }
        var filter = expression();
        if (next.kind() != Kind.END) {
            throw unexpected("AND, OR or another comparison");
        }
        return Optional.of(filter);
    }

    private FilterNode expression() {
        var sequences = new ArrayList<FilterNode>();
        sequences.add(sequence());
        while (next.isKeyword("AND")) {
            binary();
            sequences.add(sequence());
        }
        return sequences.size() == 1 ? sequences.get(0) : new FilterNode.All(List.copyOf(sequences));
    }

    private FilterNode sequence() {
        var factors = new ArrayList<FilterNode>();
        do {
            factors.add(factor());
            requireSpaceBeforeNext();
        } while (startsFactor());
        return factors.size() == 1 ? factors.get(0) : new FilterNode.All(List.copyOf(factors));
    }

    private boolean startsFactor() {
        return switch (next.kind()) {
            case OPEN, MINUS, QUOTED -> true;
            case TEXT -> !next.isKeyword("AND");
            case CLOSE, COMMA, DOT, OPERATOR, END -> false;
        };
    }

    private FilterNode factor() {
        var terms = new ArrayList<FilterNode>();
        terms.add(term());
        while (next.isKeyword("OR")) {
            binary();
            terms.add(term());
        }
        return terms.size() == 1 ? terms.get(0) : new FilterNode.Any(List.copyOf(terms));
    }

    private FilterNode term() {
        if (next.isKeyword("NOT")) {
            keyword();
            return new FilterNode.Not(simple(), false);
        }
        if (next.kind() == Kind.MINUS) {
            take();
            if (next.spaced()) {
                throw source.refuse(next.start(), "a minus stands directly before what it negates");
            }
            return new FilterNode.Not(simple(), true);
        }
        return simple();
    }

    private FilterNode simple() {
        return next.kind() == Kind.OPEN ? composite() : restriction();
    }

    private FilterNode composite() {
        if (++depth > MAX_DEPTH) {
            throw source.refuse(next.start(), "a filter is at most " + MAX_DEPTH + " parentheses deep");
        }
        var open = take();
        var inner = expression();
        if (next.kind() == Kind.END) {
            throw source.refuse(open.start(), "the parenthesis is never closed");
        }
        if (next.kind() != Kind.CLOSE) {
            throw unexpected("a closing parenthesis");
        }
        take();
        depth--;
        return inner;
    }

    private FilterNode restriction() {
        if (++terms > MAX_TERMS) {
            throw source.refuse(next.start(), "a filter has at most " + MAX_TERMS + " comparisons");
        }
        var comparable = member("a comparison");
        if (next.kind() != Kind.OPERATOR) {
            return new FilterNode.Word(comparable);
        }
        var operator = take();
        return new FilterNode.Comparison(comparable, operator.operator(), operator.start(), argument(operator));
    }

    private FilterNode argument(Token operator) {
        if (next.kind() == Kind.OPEN) {
            return composite();
        }
        if (next.isKeyword() || !isValue()) {
            throw unexpected("a value after " + operator.raw());
        }
        return new FilterNode.Word(member("a value"));
    }

    /** A value or names joined by dots; keywords are names only after a dot. */
    private Literal member(String expected) {
        var start = next.start();
        if (next.isKeyword()) {
            throw unexpected(expected);
        }
        var member = value(start, expected);
        while (next.kind() == Kind.DOT && !next.spaced()) {
            take();
            if (next.spaced()) {
                throw source.refuse(next.start(), "a name follows directly after a dot");
            }
            member = member.dot(value(start, "a name after the dot"));
        }
        return member;
    }

    private Literal value(int memberStart, String expected) {
        if (!isValue()) {
            throw unexpected(expected);
        }
        var value = take();
        if (value.kind() == Kind.TEXT && next.kind() == Kind.OPEN && !next.spaced()) {
            throw refuseFunction(source.text().substring(memberStart, next.start()), memberStart);
        }
        if (!Storable.isStorable(value.literal().text())) {
            throw source.refuse(value.start(), "a text has neither NUL nor half a surrogate pair in it");
        }
        requireFewWildcards(value.literal());
        return value.literal();
    }

    // Whatever the fields are, each of these is a search, so that the rest need not be read when there are too many.
    private void requireFewWildcards(Literal literal) {
        if (literal.hasWildcard() && !literal.isStar() && ++wildcards > FilterBinder.MAX_SEARCHES) {
            throw FilterBinder.tooManySearches(source, literal);
        }
    }

    private boolean isValue() {
        return next.kind() == Kind.TEXT || next.kind() == Kind.QUOTED;
    }

    private Problem refuseFunction(String name, int at) {
        return source.refuse(at, "there is no function " + FilterSource.quoted(name) + " in this list");
    }

    private void binary() {
        if (!next.spaced()) {
            throw source.refuse(next.start(), "a space stands before " + next.raw());
        }
        keyword();
    }

    private void keyword() {
        var keyword = take();
        if (!next.spaced() && next.kind() != Kind.END) {
            throw source.refuse(next.start(), "a space follows after " + keyword.raw());
        }
    }

    private void requireSpaceBeforeNext() {
        if (!next.spaced() && startsFactor()) {
            throw unexpected("a space, AND or OR");
        }
    }

    private Token take() {
        var taken = next;
        next = lexer.next();
        return taken;
    }

    private Problem unexpected(String expected) {
        var found = next.kind() == Kind.END ? "the end of the filter" : FilterSource.quoted(next.raw());
        return source.refuse(next.start(), "expected " + expected + " but found " + found);
    }
}
