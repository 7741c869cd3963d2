package dev.guildhall.list;

import dev.guildhall.core.database.Storable;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Text, ordered by code point on every database. */
final class TextType extends FieldType<String, String> {

    private final boolean ignoringCase;

    TextType(boolean ignoringCase) {
        this.ignoringCase = ignoringCase;
    }

    @Override
    String expectation() {
        return "a text";
    }

    @Override
    Set<Operator> operators() {
        return Operator.ALL;
    }

    @Override
    Optional<Match<String, String>> match(Operator operator, Literal literal) {
        if (operator == Operator.HAS) {
            return Optional.of(match(TextMatch.containing(literal.pieces())));
        }
        if (operator == Operator.EQUAL && literal.hasWildcard()) {
            return Optional.of(match(TextMatch.of(literal.pieces(), ignoringCase)));
        }
        return Optional.of(comparison(operator, literal.text()));
    }

    private static Match<String, String> match(TextMatch text) {
        return new Match<>(text::in, text::matches);
    }

    private Match<String, String> comparison(Operator operator, String text) {
        UnaryOperator<String> fold = ignoringCase ? Texts::fold : UnaryOperator.identity();
        var operand = fold.apply(text);
        return new Match<>(
                column -> comparison(operator, folded(column), folded(DSL.val(text))),
                value -> value != null && operator.accepts(Texts.BY_CODE_POINT.compare(fold.apply(value), operand)));
    }

    private Field<String> folded(Field<String> text) {
        return ignoringCase ? DSL.lower(text) : text;
    }

    private static Condition comparison(Operator operator, Field<String> left, Field<String> right) {
        return operator == Operator.EQUAL ? left.eq(right) : Comparisons.condition(inCodePoints(left), operator, right);
    }

    private static Field<String> inCodePoints(Field<String> text) {
        return text.collate(DSL.collation("C"));
    }

    /** An empty text is as good as none. */
    @Override
    Match<String, String> presence() {
        return new Match<>(column -> column.ne(DSL.inline("")), value -> value != null && !value.isEmpty());
    }

    @Override
    Comparator<String> order() {
        return Texts.BY_CODE_POINT;
    }

    @Override
    Field<?> sortedBy(Field<String> column) {
        return inCodePoints(column);
    }

    @Override
    Field<?> bind(String value) {
        return DSL.val(value);
    }

    @Override
    String encode(String value) {
        return value;
    }

    @Override
    Optional<String> decode(String encoded) {
        return Optional.of(encoded).filter(Storable::isStorable);
    }
}
