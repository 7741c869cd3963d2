package dev.guildhall.membership.internal;

import static dev.guildhall.db.Tables.USER_PROFILE;
import static org.jooq.impl.DSL.select;

import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.Field;

/** The SQL by which lists of people are filtered by whose address mail is refused at. */
public final class RefusedMail {

    private RefusedMail() {}

    /** Those of whom it is noted are few, and found first. */
    public static UnaryOperator<Condition> among(Field<UUID> user) {
        return noted -> user.in(select(USER_PROFILE.ID).from(USER_PROFILE).where(noted));
    }
}
