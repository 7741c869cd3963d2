package dev.guildhall.surfaces.internal.portal;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.SurfaceAdapter;
import dev.guildhall.surfaces.internal.portal.PortalGateway.SecureChannel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;

/**
 * How portals are spoken with: only with those that send their access code, in an envelope of their own, and through the
 * secure channel where the portal must use it.
 */
final class PortalAdapter implements SurfaceAdapter {

    private static final String ACCESS_CODE = "X-PORTAL-ACCESS-CODE";
    private static final String JOSE = "application/jose";
    private static final String PORTAL = "guildhall.portal";
    private static final String NOT_SIGNED_IN = "4010";

    private final PortalGateways gateways;
    private final ChannelKey key;

    PortalAdapter(PortalGateways gateways, ChannelKey key) {
        this.gateways = gateways;
        this.key = key;
    }

    @Override
    public Future<Void> admit(RoutingContext context) {
        var code = context.request().getHeader(ACCESS_CODE);
        return gateways.ofCode(code == null ? "" : code.strip())
                .compose(found -> found.map(gateway -> {
                            context.put(PORTAL, gateway);
                            return Future.<Void>succeededFuture();
                        })
                        .orElseGet(() -> PortalError.ACCESS_CODE_INVALID
                                .because("Send the portal's access code as " + ACCESS_CODE + ".")
                                .asFuture()));
    }

    @Override
    public Future<Optional<Buffer>> decode(RoutingContext context) {
        if (isJose(context)) {
            var sent = context.body().buffer();
            return key.open(sent == null ? Buffer.buffer() : sent, purpose(context))
                    .map(Optional::of);
        }
        PortalGateway gateway = context.get(PORTAL);
        return gateway.secureChannel() == SecureChannel.REQUIRED
                ? PortalError.SECURE_CHANNEL_REQUIRED
                        .because("This portal must encrypt what it sends: a JWE as " + JOSE
                                + ", with the key at GET /web/v1/secure-channel/key.")
                        .asFuture()
                : Future.succeededFuture(Optional.empty());
    }

    private static boolean isJose(RoutingContext context) {
        var type = context.request().getHeader("Content-Type");
        return type != null
                && type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(JOSE);
    }

    private static ChannelMessage.Purpose purpose(RoutingContext context) {
        var request = context.request();
        var user = ApiRequest.authenticationOf(context).orElseThrow().user();
        return new ChannelMessage.Purpose(request.method().name(), request.path(), user.toString());
    }

    @Override
    public Body error(Problem problem, RoutingContext context) {
        var code = problem.code().kind().status() == 401
                ? NOT_SIGNED_IN
                : problem.code().code();
        return Body.json(PortalEnvelope.of(false, code, problem.getMessage(), details(problem)));
    }

    private static Object details(Problem problem) {
        if (problem.details().isEmpty()) {
            return null;
        }
        var details = new JsonArray();
        problem.details()
                .forEach(detail -> details.add(
                        new JsonObject().put("field", detail.field()).put("message", detail.message())));
        return new JsonObject().put("details", details);
    }
}
