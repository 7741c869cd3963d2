package dev.guildhall.list;

import dev.guildhall.core.id.Ids;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** An id. PostgreSQL orders ids by their bytes, Java by signed halves. */
final class UuidType extends OrderedType<UUID, UUID> {

    private static final Comparator<UUID> BY_BYTES = Comparator.comparing(
                    UUID::getMostSignificantBits, Long::compareUnsigned)
            .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

    @Override
    String expectation() {
        return "a UUID";
    }

    @Override
    Set<Operator> operators() {
        return Operator.EQUALITY;
    }

    @Override
    Optional<UUID> parse(String text) {
        return Ids.isUuid(text) ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    @Override
    Comparator<UUID> order() {
        return BY_BYTES;
    }

    @Override
    Field<?> bind(UUID value) {
        return DSL.val(value);
    }
}
