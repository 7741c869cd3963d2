package dev.guildhall.extensions.internal.webhook;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.ErrorCode;
import dev.guildhall.core.error.ErrorKind;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.extensions.CallFailures;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.extensions.internal.config.ExtensionConfig;
import dev.guildhall.extensions.internal.installation.InstallationCache;
import dev.guildhall.extensions.internal.installation.StoredInstallation;
import dev.guildhall.extensions.internal.marketplace.Catalogue;
import dev.guildhall.extensions.internal.runtime.ExtensionRoutesApi;
import dev.guildhall.extensions.internal.runtime.ExtensionRuntime;
import dev.guildhall.extensions.internal.webhook.ReceiptTable.Receipt;
import dev.guildhall.host.CallChain;
import dev.guildhall.host.ExtensionManifest.Signature;
import dev.guildhall.host.ExtensionManifest.Webhook;
import dev.guildhall.host.IncomingRequest;
import dev.guildhall.host.KnownCaller;
import dev.guildhall.host.WebhookScheme;
import dev.guildhall.spi.HttpVerb;
import dev.guildhall.spi.RouteResponse;
import dev.guildhall.tenancy.Workspaces;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What extensions take from senders who sign it, without a session of anybody. Whoever cannot sign is answered the same,
 * whatever there is.
 */
public final class WebhooksApi implements Api {

    /** In {@code /api/hooks/{workspaceId}/{extensionKey}/} and the path that follows. */
    private static final int SLASHES_BEFORE_PATH = 5;

    private static final ErrorCode NOT_VERIFIED = new ErrorCode("WEBHOOK.NOT_VERIFIED", ErrorKind.UNAUTHENTICATED);
    private static final ErrorCode REPEATED = new ErrorCode("WEBHOOK.REPEATED", ErrorKind.CONFLICT);

    private final Vertx vertx;
    private final Workspaces workspaces;
    private final InstallationCache installations;
    private final Catalogue catalogue;
    private final SecretBox secrets;
    private final ExtensionRuntime runtime;
    private final Clock clock;
    private final ReceiptTable receipts;

    public WebhooksApi(
            Vertx vertx,
            Database database,
            Workspaces workspaces,
            InstallationCache installations,
            Catalogue catalogue,
            SecretBox secrets,
            ExtensionRuntime runtime,
            Clock clock) {
        this.vertx = vertx;
        this.workspaces = workspaces;
        this.installations = installations;
        this.catalogue = catalogue;
        this.secrets = secrets;
        this.runtime = runtime;
        this.clock = clock;
        this.receipts = new ReceiptTable(database);
    }

    @Override
    public void bind(Operations operations) {
        operations.on("takeExtensionWebhook", this::take);
    }

    /** Forgets messages that are known by their time to be old. */
    public Future<Void> forget() {
        return receipts.forget(WebhookScheme.WINDOW.multipliedBy(3));
    }

    private Future<ApiResponse> take(ApiRequest request) {
        var place = place(request);
        var path = ExtensionRoutesApi.pathBelow(request.context().normalizedPath(), SLASHES_BEFORE_PATH);
        var buffer = request.context().body().buffer();
        var body = buffer == null ? Buffer.buffer() : buffer;
        return signed(place, path)
                .compose(expected -> verified(request, expected, body)
                        .compose(signature -> workspaces
                                .requireChangeable(place.workspace())
                                .compose(open -> expected.signature().scheme().isTimed()
                                        ? once(new Receipt(place, signature), () -> serve(request, place, path, body))
                                        : serve(request, place, path, body))))
                .map(response -> ExtensionRoutesApi.answer(request, response))
                .recover(failure -> Future.failedFuture(CallFailures.ofRoute(failure)));
    }

    private static InstallationKey place(ApiRequest request) {
        try {
            return new InstallationKey(
                    new WorkspaceId(UUID.fromString(request.path("workspaceId"))), request.path("extensionKey"));
        } catch (IllegalArgumentException noId) {
            throw notVerified();
        }
    }

    private static Problem notVerified() {
        return NOT_VERIFIED.because("Nothing is taken here that is signed like this.");
    }

    private record Expected(Signature signature, String secret) {}

    private Future<Expected> signed(InstallationKey place, String path) {
        return installations
                .find(place.workspace(), place.extensionKey())
                .compose(found -> found.isEmpty()
                        ? notVerified().asFuture()
                        : catalogue
                                .manifest(
                                        place.extensionKey(),
                                        found.get().installation().version())
                                .map(manifest -> manifest.webhook(path)
                                        .flatMap(webhook -> expected(found.get(), webhook))
                                        .orElseThrow(WebhooksApi::notVerified)));
    }

    private Optional<Expected> expected(StoredInstallation stored, Webhook webhook) {
        var installation = stored.installation();
        var purpose = StoredInstallation.purpose(installation.workspace(), installation.extensionKey());
        var signature = webhook.route().signature().orElseThrow();
        Object value = ExtensionConfig.open(secrets, purpose, stored.config()).clear();
        for (var name : signature.secret().split("\\.")) {
            value = value instanceof JsonObject object ? object.getValue(name) : null;
        }
        return value instanceof String secret ? Optional.of(new Expected(signature, secret)) : Optional.empty();
    }

    /** The body may be large. */
    private Future<byte[]> verified(ApiRequest request, Expected expected, Buffer body) {
        var headers = request.context().request().headers();
        var signature = expected.signature();
        return vertx.executeBlocking(
                () -> signature
                        .scheme()
                        .verified(
                                signature.header(),
                                name -> only(headers, name),
                                body.getBytes(),
                                expected.secret(),
                                clock.instant())
                        .orElseThrow(WebhooksApi::notVerified),
                false);
    }

    private static Optional<String> only(MultiMap headers, String name) {
        var values = headers.getAll(name);
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    private interface Serving {

        Future<RouteResponse> begin();
    }

    // A sender who tries again signs anew, so that an attempt which ends with this node stands in nobody's way.
    private Future<RouteResponse> once(Receipt receipt, Serving serving) {
        return receipts.add(receipt)
                .compose(added -> added
                        ? serving.begin()
                                .recover(failure ->
                                        receipts.remove(receipt).transform(removed -> Future.failedFuture(failure)))
                        : REPEATED.because("This message was taken before.").asFuture());
    }

    private Future<RouteResponse> serve(ApiRequest request, InstallationKey place, String path, Buffer body) {
        var deadline = clock.instant().plus(ExtensionRoutesApi.TIME_OUT);
        var incoming = new IncomingRequest(
                HttpVerb.POST,
                path,
                Map.of(),
                ExtensionRoutesApi.queryParameters(request.context().queryParams()),
                ExtensionRoutesApi.headers(request.context().request().headers()),
                body,
                KnownCaller.nobody(),
                request.requestId(),
                deadline);
        return runtime.use(
                place.workspace(),
                place.extensionKey(),
                running -> running.webhook(path)
                        .compose(route -> running.serve(
                                route, incoming, CallChain.from(request.requestId(), request.cause(), deadline))));
    }
}
