package dev.guildhall.list;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** True or false; false sorts first. */
final class FlagType extends OrderedType<Boolean, Boolean> {

    @Override
    String expectation() {
        return "true or false";
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
    Optional<Boolean> parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    @Override
    Comparator<Boolean> order() {
        return Comparator.naturalOrder();
    }

    @Override
    Field<?> bind(Boolean value) {
        return DSL.val(value);
    }
}
