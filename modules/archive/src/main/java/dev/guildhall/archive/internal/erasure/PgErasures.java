package dev.guildhall.archive.internal.erasure;

import dev.guildhall.archive.ArchiveError;
import dev.guildhall.archive.Erasure;
import dev.guildhall.archive.ErasureRequest;
import dev.guildhall.archive.Erasures;
import dev.guildhall.archive.internal.erasure.ErasureTable.Work;
import dev.guildhall.archive.internal.erasure.TraceReader.Known;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.erasure.Erasing;
import dev.guildhall.core.erasure.Traces;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.Accounts;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.WorkspaceAdministration;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erasures in the database. The first transaction deletes the account or the workspace and notes what is to be looked for;
 * all else is done after it, a part at a time, and again from the beginning by another node when this one does not end it.
 */
public final class PgErasures implements Erasures {

    private static final Logger LOG = LoggerFactory.getLogger(PgErasures.class);

    /** Within a second every node knows that the account is gone, and what it was doing for it comes to an end. */
    private static final long SETTLED_MILLIS = 1_500;

    private static final long TOUCHED_MILLIS = 30_000;

    private final Vertx vertx;
    private final Database database;
    private final ErasureTable table;
    private final TraceReader reader;
    private final SealedTraces sealed;
    private final TextErasure texts;
    private final Receipts receipts;
    private final Accounts accounts;
    private final WorkspaceAdministration workspaces;
    private final List<Erasing> modules;
    private final Journal journal;
    private final Clock clock;

    /** @param modules still being added to while modules are assembled */
    PgErasures(
            Vertx vertx,
            Database database,
            TraceReader reader,
            SealedTraces sealed,
            Receipts receipts,
            Accounts accounts,
            WorkspaceAdministration workspaces,
            List<Erasing> modules,
            Journal journal,
            Clock clock) {
        this.vertx = vertx;
        this.database = database;
        this.table = new ErasureTable(database);
        this.reader = reader;
        this.sealed = sealed;
        this.texts = new TextErasure(database);
        this.receipts = receipts;
        this.accounts = accounts;
        this.workspaces = workspaces;
        this.modules = modules;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public Future<Erasure> begin(Authentication by, ErasureRequest request) {
        return reader.read(request.kind(), request.subject())
                .compose(known -> known.isNothing()
                        ? unknown(request).asFuture()
                        : database.inTransaction(Tenant.PLATFORM, tx -> begin(tx, by, request, known)))
                .recover(ConstraintViolation.means(
                        "erasure_subject_unique",
                        () -> ArchiveError.ERASURE_EXISTS.because(
                                "This is being erased already, or was; look for its receipt with GET"
                                        + " /api/admin/erasures.")));
    }

    private static Problem unknown(ErasureRequest request) {
        return switch (request.kind()) {
            case USER ->
                IdentityError.USER_NOT_FOUND.because("There is no user with the id " + request.subject() + ".");
            case WORKSPACE ->
                CommonError.WORKSPACE_NOT_FOUND.because("There is no workspace with the id " + request.subject() + ".");
        };
    }

    private Future<Erasure> begin(Tx tx, Authentication by, ErasureRequest request, Known known) {
        var erasure = new Erasure(
                Ids.next(),
                request.kind(),
                request.subject(),
                by.principal().text(),
                request.reason(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                Optional.empty(),
                Optional.empty());
        return RowCounts.of(tx, request.kind(), request.subject())
                .compose(rows -> (known.exists() ? delete(tx, by, request) : Future.<Void>succeededFuture())
                        .compose(deleted -> table.insert(tx, erasure, sealed.seal(erasure.id(), known.traces()), rows)))
                .map(inserted -> {
                    var facts = facts(erasure);
                    journal.record(
                            tx,
                            Tenant.PLATFORM,
                            Change.of(by, "erasure.requested")
                                    .on(erasure.id())
                                    .telling(facts)
                                    .to(facts));
                    return erasure;
                });
    }

    private Future<Void> delete(Tx tx, Authentication by, ErasureRequest request) {
        return switch (request.kind()) {
            case USER -> accounts.delete(tx, by, new UserId(request.subject()));
            case WORKSPACE -> workspaces.delete(tx, by, new WorkspaceId(request.subject()));
        };
    }

    private static JsonObject facts(Erasure erasure) {
        return new JsonObject()
                .put("kind", erasure.kind().name())
                .put("subjectId", erasure.subject().toString());
    }

    @Override
    public Future<Erasure> finish(UUID id) {
        var touching = vertx.setPeriodic(
                TOUCHED_MILLIS,
                tick -> table.touch(id)
                        .onFailure(
                                failure -> LOG.warn("Cannot say that the erasure {} is still under way", id, failure)));
        return vertx.timer(SETTLED_MILLIS)
                .compose(settled -> table.work(id))
                .compose(work -> work.map(this::finish).orElseGet(Future::succeededFuture))
                .eventually(() -> {
                    vertx.cancelTimer(touching);
                    return Future.succeededFuture();
                })
                .compose(finished -> get(id));
    }

    private Future<Void> finish(Work work) {
        var traces = sealed.open(work.erasure(), work.traces());
        var changed = new TreeMap<String, Long>();
        var erased = Future.<Void>succeededFuture();
        for (var module : modules) {
            erased = erased.compose(before -> module.erase(traces)).map(rows -> added(changed, rows));
        }
        return erased.compose(before -> texts.erase(traces))
                .map(rows -> added(changed, rows))
                .compose(done -> database.inTransaction(Tenant.PLATFORM, tx -> complete(tx, work, traces, changed)));
    }

    private static Void added(Map<String, Long> all, Map<String, Long> more) {
        more.forEach((name, rows) -> {
            if (rows > 0) {
                all.merge(name, rows, Long::sum);
            }
        });
        return null;
    }

    private Future<Void> complete(Tx tx, Work work, Traces traces, Map<String, Long> changed) {
        var erasure = work.erasure();
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return RowCounts.of(tx, erasure.kind(), erasure.subject())
                .compose(left -> receipts.of(work, traces, left, changed, now))
                .compose(receipt -> table.complete(tx, erasure.id(), now, receipt)
                        .map(isFirst -> {
                            if (isFirst) {
                                var facts = facts(erasure).put("receiptSha256", Receipts.digest(receipt));
                                journal.record(
                                        tx,
                                        Tenant.PLATFORM,
                                        Change.of(Authentication.SYSTEM, "erasure.completed")
                                                .on(erasure.id())
                                                .telling(facts)
                                                .to(facts));
                            }
                            return null;
                        }));
    }

    /** Goes on with those that a node has begun and not ended. */
    public Future<Void> resume() {
        return table.take().compose(left -> {
            var done = Future.<Void>succeededFuture();
            for (var id : left) {
                done = done.compose(before -> finish(id).mapEmpty());
            }
            return done;
        });
    }

    @Override
    public Future<Erasure> get(UUID id) {
        return table.find(id)
                .map(found -> found.orElseThrow(
                        () -> ArchiveError.ERASURE_NOT_FOUND.because("There is no erasure with the id " + id + ".")));
    }

    @Override
    public Future<Page<Erasure>> list(PageRequest<Erasure> page) {
        return table.list(page);
    }
}
