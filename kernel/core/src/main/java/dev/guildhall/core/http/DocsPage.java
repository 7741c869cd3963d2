package dev.guildhall.core.http;

import dev.guildhall.core.error.CommonError;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What people read: a page to start from, all contracts by Swagger UI from its webjar, with a page of our own around, and the
 * codes of all errors.
 */
final class DocsPage {

    private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
    private static final String VERSION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    private static final Map<String, Asset> ASSETS = Map.of(
            "index.html", new Asset("docs/index.html", "text/html; charset=utf-8"),
            "pages.css", new Asset("docs/pages.css", "text/css; charset=utf-8"),
            "start.js", new Asset("docs/start.js", "text/javascript"),
            "swagger-ui-standalone-preset.js",
                    new Asset(WEBJAR + version() + "/swagger-ui-standalone-preset.js", "text/javascript"),
            "swagger-ui.css", new Asset(WEBJAR + version() + "/swagger-ui.css", "text/css"),
            "swagger-ui-bundle.js", new Asset(WEBJAR + version() + "/swagger-ui-bundle.js", "text/javascript"));

    private static final String CONTRACTS = "contracts.json";

    private static final String ERRORS = "errors";
    private static final Pattern CODE = Pattern.compile("(?m)^\\| `(\\S+)` \\| (\\d+) \\| (.*) \\|$");

    private final Vertx vertx;
    private final List<Surface> surfaces;

    DocsPage(Vertx vertx, List<Surface> surfaces) {
        this.vertx = vertx;
        this.surfaces = surfaces;
    }

    private record Asset(String resource, String type) {}

    Future<ApiResponse> start() {
        return HtmlPage.page(vertx, DocsPage.class.getClassLoader(), "docs/start.html");
    }

    Future<ApiResponse> page() {
        return file("index.html");
    }

    Future<ApiResponse> file(String name) {
        if (name.equals(CONTRACTS)) {
            return Future.succeededFuture(
                    new ApiResponse(200, Map.of(), contracts().toBuffer()));
        }
        if (name.equals(ERRORS)) {
            return vertx.executeBlocking(DocsPage::errors, false);
        }
        var asset = ASSETS.get(name);
        if (asset == null) {
            return CommonError.NOT_FOUND.because("There is no such file.").asFuture();
        }
        return answer(asset);
    }

    /** What there is to be shown: that of the canonical API first, then what webhooks get, then the other surfaces. */
    private JsonArray contracts() {
        var canonical = surfaces.get(surfaces.size() - 1).contract();
        var shown = new JsonArray().add(contract(canonical, KernelApi.CONTRACT));
        shown.add(contract("Guildhall, webhooks", canonical.pathOf(KernelApi.WEBHOOKS)));
        surfaces.subList(0, surfaces.size() - 1)
                .forEach(surface -> shown.add(contract(surface.contract(), KernelApi.CONTRACT)));
        return shown;
    }

    private static JsonObject contract(Contract contract, String operation) {
        return contract(contract.document().getJsonObject("info").getString("title"), contract.pathOf(operation));
    }

    private static JsonObject contract(String name, String url) {
        return new JsonObject().put("name", name).put("url", url);
    }

    /** Of the page that the build holds to the code's own lists. */
    private static ApiResponse errors() throws IOException {
        var codes = CODE.matcher(new String(read("docs/ERRORS.md"), StandardCharsets.UTF_8))
                .results()
                .map(code -> List.of(code.group(1), code.group(2), code.group(3).replace("`", "")))
                .toList();
        return HtmlPage.filled("docs/errors.html").withRows("codes", codes).answer(200, "'none'");
    }

    private Future<ApiResponse> answer(Asset asset) {
        return vertx.executeBlocking(() -> read(asset.resource()), false)
                .map(bytes -> new ApiResponse(200, headers(asset), Buffer.buffer(bytes)));
    }

    private static Map<String, String> headers(Asset asset) {
        return Map.of("Content-Type", asset.type(), "Content-Security-Policy", POLICY, "Cache-Control", "max-age=3600");
    }

    private static byte[] read(String resource) throws IOException {
        try (var in = DocsPage.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("Missing on the class path: " + resource);
            }
            return in.readAllBytes();
        }
    }

    private static String version() {
        var properties = new Properties();
        try (var in = DocsPage.class.getClassLoader().getResourceAsStream(VERSION)) {
            properties.load(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return properties.getProperty("version");
    }
}
