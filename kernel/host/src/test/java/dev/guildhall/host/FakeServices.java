package dev.guildhall.host;

import dev.guildhall.core.security.Cause;
import dev.guildhall.spi.CapabilityCall;
import dev.guildhall.spi.Event;
import dev.guildhall.spi.JobOrder;
import dev.guildhall.spi.Jobs;
import dev.guildhall.spi.Member;
import dev.guildhall.spi.Members;
import dev.guildhall.spi.OutboundRequest;
import dev.guildhall.spi.OutboundResponse;
import dev.guildhall.spi.Page;
import dev.guildhall.spi.State;
import dev.guildhall.spi.Storage;
import dev.guildhall.spi.StorageTransaction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A host that remembers what an extension asked of it, and answers a little later, as a real one does. */
final class FakeServices implements InstallationServices {

    interface Provider {
        Future<JsonObject> provide(CallChain chain, String key, JsonObject input);
    }

    /** A call of a capability as it arrived here. */
    record Asked(CapabilityCall call, VersionRange versions) {}

    final List<String> log = new CopyOnWriteArrayList<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    boolean isNew;

    /** What the extension logged. */
    final List<String> lines = new CopyOnWriteArrayList<>();

    private final Vertx vertx;
    private final String workspace;
    private Set<String> granted = Set.of("events.publish", "members.read", "events.read", "capabilities.invoke");
    private JsonObject config = new JsonObject();
    private Provider provider = (chain, key, input) -> Future.failedFuture("nobody provides " + key);

    FakeServices(Vertx vertx, String workspace) {
        this.vertx = vertx;
        this.workspace = workspace;
    }

    FakeServices configured(JsonObject value) {
        config = value;
        return this;
    }

    FakeServices granting(String... permissions) {
        granted = Set.of(permissions);
        return this;
    }

    FakeServices providing(Provider other) {
        provider = other;
        return this;
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    @Override
    public String workspaceId() {
        return "id-of-" + workspace;
    }

    @Override
    public String workspaceKey() {
        return workspace;
    }

    @Override
    public Set<String> grantedPermissions() {
        return granted;
    }

    @Override
    public JsonObject config() {
        return config;
    }

    @Override
    public Future<String> emit(Cause cause, String type, String subject, JsonObject data) {
        return done("emit " + type + " " + subject + " " + data.encode(), "event-1");
    }

    @Override
    public Future<JsonObject> invoke(CallChain chain, CapabilityCall call, VersionRange versions) {
        log.add("invoke " + call.key() + " through " + chain.extensions());
        asked.add(new Asked(call, versions));
        return provider.provide(chain, call.key(), call.input());
    }

    @Override
    public Future<Void> stream(
            CallChain chain, CapabilityCall call, VersionRange versions, Function<JsonObject, Future<Void>> items) {
        return invoke(chain, call, versions).compose(items);
    }

    @Override
    public void logged(LogEntry entry) {
        lines.add(entry.message());
    }

    @Override
    public JsonObject openConfig() {
        var open = config.copy();
        open.remove("token");
        return open;
    }

    @Override
    public Members members() {
        return new Members() {
            @Override
            public Future<Page<Member>> list(int limit, String pageToken) {
                return Future.failedFuture("nobody is here");
            }

            @Override
            public Future<Optional<Member>> get(String userId) {
                return done("member " + userId, Optional.empty());
            }
        };
    }

    @Override
    public Future<List<Event>> events(long after, int limit) {
        return done("events after " + after + ", " + limit, List.of());
    }

    @Override
    public State state() {
        return new State() {
            @Override
            public Future<Optional<Entry>> get(String key) {
                return done("get " + key, Optional.empty());
            }

            @Override
            public Future<Long> put(String key, JsonObject value) {
                return done("put " + key + " " + value.encode(), 1L);
            }

            @Override
            public Future<Optional<Long>> compareAndSet(String key, long expectedVersion, JsonObject value) {
                return done("set " + key + " of " + expectedVersion + " " + value.encode(), Optional.empty());
            }

            @Override
            public Future<Void> remove(String key) {
                return done("remove " + key, null);
            }
        };
    }

    @Override
    public Jobs jobs() {
        return new Jobs() {
            @Override
            public Future<Boolean> order(JobOrder order) {
                return done("order " + order.jobId() + " " + order.key() + " " + order.input(), true);
            }

            @Override
            public Future<Boolean> cancel(String jobId, String key) {
                return done("cancel " + jobId + " " + key, false);
            }
        };
    }

    @Override
    public Future<OutboundResponse> stream(
            OutboundRequest request, Future<Void> givenUp, Function<Buffer, Future<Void>> pieces) {
        log.add("stream " + request.url());
        givenUp.onSuccess(gone -> log.add("given up " + request.url()));
        return pieces.apply(Buffer.buffer("first"))
                .compose(next -> pieces.apply(Buffer.buffer("second")))
                .compose(all -> request.url().getPath().equals("/endless")
                        ? Promise.<OutboundResponse>promise().future()
                        : Future.succeededFuture(new ReceivedResponse(200, Map.of(), Buffer.buffer())));
    }

    @Override
    public Future<OutboundResponse> send(OutboundRequest request) {
        return done(
                "send " + request.method() + " " + request.url(), new ReceivedResponse(200, Map.of(), Buffer.buffer()));
    }

    @Override
    public Storage storage(Cause cause) {
        return new Storage() {
            @Override
            public Future<List<JsonObject>> query(String sql, Object... parameters) {
                return done("query " + sql + " " + List.of(parameters), List.of(new JsonObject().put("n", 1)));
            }

            @Override
            public Future<Integer> execute(String sql, Object... parameters) {
                return done("execute " + sql + " " + List.of(parameters), 1);
            }

            @Override
            public <T> Future<T> inTransaction(Function<StorageTransaction, Future<T>> work) {
                return transaction(cause, work);
            }
        };
    }

    /** Runs a transaction that lost to another one again, as a database does. */
    private <T> Future<T> transaction(Cause cause, Function<StorageTransaction, Future<T>> work) {
        return attempt(cause, work)
                .recover(failure ->
                        "lost".equals(failure.getMessage()) ? attempt(cause, work) : Future.failedFuture(failure));
    }

    private <T> Future<T> attempt(Cause cause, Function<StorageTransaction, Future<T>> work) {
        log.add("begin");
        return work.apply(new StorageTransaction() {
                    @Override
                    public Future<List<JsonObject>> query(String sql, Object... parameters) {
                        return storage(cause).query(sql, parameters);
                    }

                    @Override
                    public Future<Integer> execute(String sql, Object... parameters) {
                        return sql.equals("contended")
                                        && log.stream().filter("begin"::equals).count() == 1
                                ? Future.failedFuture("lost")
                                : storage(cause).execute(sql, parameters);
                    }

                    @Override
                    public Future<String> emit(String type, String subject, JsonObject data) {
                        return FakeServices.this.emit(cause, type, subject, data);
                    }
                })
                .onSuccess(result -> log.add("commit"))
                .onFailure(failure -> log.add("rollback"));
    }

    private <T> Future<T> done(String what, T result) {
        log.add(what);
        var later = Promise.<T>promise();
        vertx.runOnContext(ignored -> later.complete(result));
        return later.future();
    }
}
