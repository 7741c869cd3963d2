package dev.guildhall.identity.internal.factor;

import static dev.guildhall.db.Tables.CODE_GUESS;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.when;

import dev.guildhall.core.database.Columns;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.database.Parameters;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.UserId;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jooq.ResultQuery;

/**
 * All SQL on the table {@code code_guess}: the wrong codes of a day. Ten a day of a million, three of which are right at a
 * time, come to one chance in a hundred in a year.
 */
final class GuessTable {

    private static final int WRONG_IN_A_DAY = 10;
    private static final Duration DAY = Duration.ofDays(1);

    private static final ParameterizedSql<Guess, Wrong> FIND = ParameterizedSql.rows(
            guess -> select(CODE_GUESS.WRONG, CODE_GUESS.SINCE)
                    .from(CODE_GUESS)
                    .where(guess.eq(CODE_GUESS.USER_ID, Guess::user))
                    .and(guess.eq(CODE_GUESS.GUESSER, Guess::by)),
            row -> new Wrong(row.get(CODE_GUESS.WRONG), row.instant(CODE_GUESS.SINCE)));

    private static final ParameterizedSql<Guess, Integer> COUNT =
            ParameterizedSql.rows(GuessTable::counted, row -> row.get(CODE_GUESS.WRONG));

    private static final ParameterizedSql<UserId, Void> DELETE =
            ParameterizedSql.change(user -> deleteFrom(CODE_GUESS).where(user.eq(CODE_GUESS.USER_ID)));

    private record Guess(UserId user, Guesser by, Instant at) {}

    private record Wrong(int count, Instant since) {}

    private static ResultQuery<?> counted(Parameters<Guess> guess) {
        var isOver = CODE_GUESS.SINCE.le(
                guess.value(CODE_GUESS.SINCE, made -> made.at().minus(DAY)));
        return insertInto(CODE_GUESS)
                .set(guess.values(Columns.of(CODE_GUESS.USER_ID, Guess::user)
                        .and(CODE_GUESS.GUESSER, Guess::by)
                        .and(CODE_GUESS.WRONG, made -> 1)
                        .and(CODE_GUESS.SINCE, Guess::at)))
                .onConflict(CODE_GUESS.USER_ID, CODE_GUESS.GUESSER)
                .doUpdate()
                .set(CODE_GUESS.WRONG, when(isOver, inline(1)).otherwise(CODE_GUESS.WRONG.plus(inline(1))))
                .set(
                        CODE_GUESS.SINCE,
                        when(isOver, guess.value(CODE_GUESS.SINCE, Guess::at)).otherwise(CODE_GUESS.SINCE))
                .returning(CODE_GUESS.WRONG);
    }

    /** How long nobody of these is to guess any more; empty while they may. To be asked with the factor locked. */
    Future<Optional<Duration>> pause(Tx tx, UserId user, Guesser by, Instant now) {
        return tx.first(FIND.with(new Guess(user, by, now)))
                .map(found -> found.filter(wrong -> wrong.count() >= WRONG_IN_A_DAY)
                        .map(wrong -> Duration.between(now, wrong.since().plus(DAY)))
                        .filter(wait -> !wait.isNegative() && !wait.isZero()));
    }

    /** Whether that was the last one that is answered for now. */
    Future<Boolean> count(Tx tx, UserId user, Guesser by, Instant now) {
        return tx.first(COUNT.with(new Guess(user, by, now))).map(wrong -> wrong.orElseThrow() >= WRONG_IN_A_DAY);
    }

    Future<Void> forget(Tx tx, UserId user) {
        return tx.execute(DELETE.with(user)).mapEmpty();
    }
}
