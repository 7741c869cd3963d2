package dev.guildhall.mail.internal;

import static dev.guildhall.db.Tables.MAIL;
import static org.jooq.impl.DSL.deleteFrom;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.ParameterizedSql;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.erasure.TracePatterns;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.mail.Mail;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Deletes mails that wait, or were given up on, when they are to somebody or tell of them or of a workspace. */
public final class MailErasure implements Erasing {

    private static final int PAGE = 200;
    private static final UUID FIRST = new UUID(0, 0);

    private static final ParameterizedSql<UUID, Kept> AFTER = ParameterizedSql.rows(
            after -> select(MAIL.ID, MAIL.CONTENT)
                    .from(MAIL)
                    .where(MAIL.ID.gt(after.value(MAIL.ID)))
                    .orderBy(MAIL.ID)
                    .limit(inline(PAGE)),
            row -> new Kept(row.get(MAIL.ID), row.get(MAIL.CONTENT)));

    private static final ParameterizedSql<List<UUID>, Void> DELETE =
            ParameterizedSql.change(ids -> deleteFrom(MAIL).where(ids.isOneOf(MAIL.ID, all -> all)));

    private record Kept(UUID id, String content) {}

    private final Database database;
    private final SecretBox secrets;

    public MailErasure(Database database, SecretBox secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    @Override
    public Future<Map<String, Long>> erase(Traces of) {
        return eraseAfter(FIRST, of, 0).map(rows -> Map.of("mail", rows));
    }

    private Future<Long> eraseAfter(UUID id, Traces of, long before) {
        return database.list(Tenant.PLATFORM, AFTER.with(id)).compose(page -> {
            var telling = page.stream()
                    .filter(kept -> tells(Mail.decode(secrets.open(QueuedMail.purpose(kept.id()), kept.content())), of))
                    .map(Kept::id)
                    .toList();
            return delete(telling)
                    .compose(deleted -> page.size() < PAGE
                            ? Future.succeededFuture(before + deleted)
                            : eraseAfter(page.get(page.size() - 1).id(), of, before + deleted));
        });
    }

    private Future<Integer> delete(List<UUID> mails) {
        return mails.isEmpty()
                ? Future.succeededFuture(0)
                : database.inTransaction(Tenant.PLATFORM, tx -> tx.execute(DELETE.with(mails)));
    }

    private static boolean tells(Mail mail, Traces of) {
        var said = (mail.to() + "\n" + mail.subject() + "\n" + mail.text()).toLowerCase(Locale.ROOT);
        return Stream.concat(of.addresses().stream(), of.names().stream().filter(TracePatterns::isDistinct))
                .anyMatch(trace -> said.contains(trace.toLowerCase(Locale.ROOT)));
    }
}
