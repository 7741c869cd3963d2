package dev.guildhall.portal.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.Operations;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;

/** Serves the page, wherever in the portal an address leads, and the files it needs. */
public final class PortalApi implements Api {

    private static final String ASSETS = "/portal/assets/";

    /** The page runs and shows what this server has and nothing else, and makes no markup or code out of texts. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final Map<String, String> PAGE = Map.of(
            "Content-Type", "text/html; charset=utf-8",
            "Content-Security-Policy", POLICY,
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cache-Control", "no-cache");

    private static final String FOR_A_YEAR = "public, max-age=31536000, immutable";

    private final Future<Optional<PortalFiles>> files;

    public PortalApi(Future<Optional<PortalFiles>> files) {
        this.files = files;
    }

    @Override
    public void bind(Operations operations) {
        operations.on("portalPage", request -> page()).on("portalPlace", this::place);
    }

    private Future<ApiResponse> page() {
        return built().map(made -> new ApiResponse(200, PAGE, made.page()));
    }

    private Future<ApiResponse> place(ApiRequest request) {
        var path = request.context().normalizedPath();
        return path.startsWith(ASSETS) ? asset(path.substring(ASSETS.length())) : page();
    }

    private Future<ApiResponse> asset(String name) {
        return built().map(made -> {
            var asset = made.assets().get(name);
            if (asset == null) {
                throw CommonError.NOT_FOUND.because("There is no such file.");
            }
            return new ApiResponse(
                    200, Map.of("Content-Type", asset.type(), "Cache-Control", FOR_A_YEAR), asset.content());
        });
    }

    private Future<PortalFiles> built() {
        return files.map(made -> made.orElseThrow(PortalApi::isMissing));
    }

    private static Problem isMissing() {
        return CommonError.NOT_FOUND.because(
                "This build has no portal, for its page was not made: build modules/portal with Maven.");
    }
}
