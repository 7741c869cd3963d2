package dev.guildhall.extensions.internal.ui;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.extensions.internal.ui.ExtensionPages.Opened;
import dev.guildhall.extensions.internal.ui.ExtensionPages.Shown;
import dev.guildhall.host.DeclaredUi;
import dev.guildhall.host.DeclaredUi.View;
import dev.guildhall.host.ExtensionManifest.ProvidedCapability;
import dev.guildhall.host.UiFiles.UiFile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The operations on what installed extensions show to people, and the files of it. */
public final class ExtensionPagesApi implements Api {

    private static final String FILES = "/extension-pages/";

    /**
     * A page has an origin of its own, whether a frame shows it or not: no cookie, no storage, no other page. It runs and
     * shows what came with it, reaches nothing else, and stands in a frame of this server's pages only.
     */
    private static final String POLICY = "sandbox allow-scripts allow-forms; default-src 'none'; script-src 'self';"
            + " style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; frame-src 'none';"
            + " worker-src 'none'; object-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    private static final String NO_FEATURES = "accelerometer=(), autoplay=(), camera=(), display-capture=(),"
            + " encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(),"
            + " magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(),"
            + " publickey-credentials-create=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(),"
            + " xr-spatial-tracking=()";

    /** What it may connect to, said once more to browsers that know this: it covers WebRTC, which the policy does not. */
    private static final String ITS_FILES = "(response-origin)";

    /** Modules and fonts are asked for as by another origin; who has the address may have the file. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            POLICY,
            "Permissions-Policy",
            NO_FEATURES,
            "Connection-Allowlist",
            ITS_FILES,
            "Access-Control-Allow-Origin",
            "*",
            "X-DNS-Prefetch-Control",
            "off",
            "Cache-Control",
            "no-store");

    private final ExtensionPages pages;
    private final Map<String, UiFile> ofThePlatform;

    /** @param ofThePlatform what every page can load beside its own files, by its name there */
    public ExtensionPagesApi(ExtensionPages pages, Map<String, UiFile> ofThePlatform) {
        this.pages = pages;
        this.ofThePlatform = ofThePlatform;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("getWorkspaceUi", this::shown)
                .on("openExtensionFrame", BodyReader.of(ExtensionPagesApi::asked), this::open)
                .on("extensionPageFile", this::file);
    }

    private Future<ApiResponse> shown(ApiRequest request) {
        return pages.shown(request.access())
                .map(all -> ApiResponse.ok(new JsonObject()
                        .put("pages", views(all, Shown::pages))
                        .put("widgets", views(all, Shown::widgets))
                        .put("navigation", navigation(all))));
    }

    private static JsonArray views(List<Shown> all, Function<Shown, List<View>> which) {
        var views = new JsonArray();
        all.forEach(shown -> which.apply(shown).forEach(view -> {
            var told = of(shown).put("id", view.id()).put("title", view.title());
            views.add(view.height() == 0 ? told : told.put("height", view.height()));
        }));
        return views;
    }

    private static JsonArray navigation(List<Shown> all) {
        var entries = new JsonArray();
        all.forEach(shown -> shown.navigation()
                .forEach(
                        entry -> entries.add(of(shown).put("page", entry.page()).put("title", entry.title()))));
        return entries;
    }

    private static JsonObject of(Shown shown) {
        return new JsonObject()
                .put("extensionKey", shown.manifest().id())
                .put("extensionName", shown.manifest().name());
    }

    private static Function<DeclaredUi, Optional<View>> asked(JsonObject body) {
        var page = body.getString("page");
        var widget = body.getString("widget");
        if ((page == null) == (widget == null)) {
            throw CommonError.REQUEST_INVALID.onField("page", "Name either a page or a widget.");
        }
        return ui -> page == null ? ui.widget(widget) : ui.page(page);
    }

    private Future<ApiResponse> open(ApiRequest request, Function<DeclaredUi, Optional<View>> which) {
        return pages.open(request.authentication(), request.access(), request.path("extensionKey"), which)
                .map(opened -> ApiResponse.ok(json(opened)));
    }

    private static JsonObject json(Opened opened) {
        var manifest = opened.manifest();
        return new JsonObject()
                .put("extensionKey", manifest.id())
                .put("extensionName", manifest.name())
                .put("version", manifest.version().getVersion())
                .put("title", opened.view().title())
                .put("url", FILES + opened.sealed() + "/" + opened.view().file())
                .put(
                        "capabilities",
                        new JsonArray(manifest.provides().stream()
                                .map(ProvidedCapability::key)
                                .distinct()
                                .toList()))
                .put(
                        "events",
                        new JsonArray(manifest.publishesEvents().stream()
                                .map(Object::toString)
                                .toList()))
                .put("expiresAt", opened.expiresAt().toString());
    }

    private Future<ApiResponse> file(ApiRequest request) {
        var path = request.context().normalizedPath().substring(FILES.length());
        var end = path.indexOf('/');
        var sealed = end < 0 ? path : path.substring(0, end);
        var name = path.substring(sealed.length()).replaceFirst("^/", "");
        // Whoever reads the log is not to have the address.
        request.logAs(FILES + "*/" + name);
        // The address has to be good for these, too, or they would be of no use.
        return pages.file(sealed, name, ofThePlatform.get(name)).map(ExtensionPagesApi::answer);
    }

    private static ApiResponse answer(UiFile file) {
        return new ApiResponse(200, HEADERS, Buffer.buffer(file.content())).withHeader("Content-Type", file.type());
    }
}
