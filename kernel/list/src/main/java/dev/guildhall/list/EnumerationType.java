package dev.guildhall.list;

import dev.guildhall.core.database.Storable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** One of a few named values; ordered by name. */
final class EnumerationType extends FieldType<String, String> {

    private final List<String> values;

    EnumerationType(List<String> values) {
        this.values = values;
    }

    @Override
    String expectation() {
        return "one of " + String.join(", ", values);
    }

    @Override
    boolean hasFewValues() {
        return true;
    }

    @Override
    Set<Operator> operators() {
        return Operator.EQUALITY;
    }

    @Override
    Optional<Match<String, String>> match(Operator operator, Literal literal) {
        return named(literal.text()).map(named -> new Match<>(column -> column.eq(named), named::equals));
    }

    private Optional<String> named(String text) {
        return values.stream().filter(text::equalsIgnoreCase).findFirst();
    }

    @Override
    Comparator<String> order() {
        return Texts.BY_CODE_POINT;
    }

    @Override
    Field<?> sortedBy(Field<String> column) {
        return column.collate(DSL.collation("C"));
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
