package dev.guildhall.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestAuthorizer;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a browser is given of the portal, before any of it runs. */
class PortalApiTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final Pattern ASSET = Pattern.compile("\"(/portal/assets/[^\"]+)\"");

    /** What a module cannot begin without. */
    private static final Pattern IMPORT = Pattern.compile("(?:from|import)\\s*([\"'])(\\.{1,2}/[\\w./-]+)\\1");

    /** What it fetches later. */
    private static final Pattern LATER = Pattern.compile("import\\(\\s*([\"'])(\\.{1,2}/[\\w./-]+)\\1");

    /** What only a bundler can follow. */
    private static final Pattern NAMED =
            Pattern.compile("(?:from|import)\\s*\\(?\\s*([\"'])(?:preact[\\w/-]*|\\.[\\w./-]+\\.(?:tsx?|json))\\1");

    private static final int FIRST_LOAD_BYTES = 60 * 1024;

    private static HttpTester http;

    @BeforeAll
    static void serve() throws IOException {
        http = serving(PortalFiles.read());
    }

    private static HttpTester serving(Optional<PortalFiles> files) {
        return BENCH.serve(
                new TestAuthenticator(),
                new TestAuthorizer(),
                Served.of("openapi/portal-pages.yaml", new PortalApi(Future.succeededFuture(files))));
    }

    private static List<String> assets() {
        return ASSET.matcher(http.get("/portal").expect(200).body())
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void thePageRunsAndShowsNothingButWhatThisServerHas() {
        var page = http.get("/portal").expect(200);

        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.header("Content-Security-Policy"))
                .isEqualTo(
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                                + " frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none';"
                                + " require-trusted-types-for 'script'; trusted-types 'none'");
        assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
        assertThat(page.body()).doesNotContain("<style", "style=", "<script>", "javascript:", "http");
    }

    @Test
    void thePageIsAskedForAgainAndItsFilesAreKeptForAYear() {
        assertThat(http.get("/portal").expect(200).header("Cache-Control")).isEqualTo("no-cache");
        assertThat(assets()).hasSize(3).allSatisfy(asset -> {
            var file = http.get(asset).expect(200);
            assertThat(asset).containsPattern("[A-Z0-9]{8}.*\\.(js|css|svg)$");
            assertThat(file.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(file.header("Content-Type")).matches("(text/javascript|text/css|image/svg\\+xml).*");
            assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
        });
    }

    @Test
    void everyAddressInThePortalAnswersThePage() {
        var page = http.get("/portal").expect(200).body();

        for (var address : List.of(
                "/portal/",
                "/portal?next=%2Fw",
                "/portal/sign-in",
                "/portal/o/acme",
                "/portal/w/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e/members?q=ada&order=email",
                "/portal/assets")) {
            assertThat(http.get(address).expect(200).body()).as(address).isEqualTo(page);
        }
    }

    @Test
    void whatIsNoFileOfThePageIsNotFound() {
        for (var address : List.of(
                "/portal/assets/app.js",
                "/portal/assets/",
                "/portal/assets/meta.json",
                "/portal/assets/..%2Fmeta.json",
                "/portal/assets/%2e%2e%2findex.html",
                "/portal/assets/..%5Cindex.html",
                "/portal/assets/x/../../../openapi/portal-pages.yaml")) {
            assertThat(http.get(address).status()).as(address).isEqualTo(404);
        }
        assertThat(http.get("/portal/assets/%2e%2e/meta.json").body()).doesNotContain("outputs");
    }

    @Test
    void nothingIsTakenThere() {
        assertThat(http.post("/portal/assets/app.js", null).expect(405).header("Allow"))
                .isEqualTo("GET, HEAD");
    }

    @Test
    void everyModuleThatIsImportedNowOrLaterIsServedAsOne() {
        var modules = reached(IMPORT, LATER);
        modules.removeIf(address -> address.matches(".*\\.(css|svg)"));

        assertThat(modules).hasSizeGreaterThan(20).allSatisfy(address -> {
            var module = http.get(address).expect(200);
            assertThat(module.header("Content-Type")).isEqualTo("text/javascript; charset=utf-8");
            assertThat(module.body()).doesNotContainPattern(NAMED);
        });
    }

    @Test
    void theFirstLoadIsSmall() throws Exception {
        var loaded = reached(IMPORT);
        assumeTrue(
                loaded.stream().anyMatch(address -> address.contains("/main-")),
                "This build has no bundler, so its modules are as large as they are.");
        var bytes = compressed("/portal");
        for (var address : loaded) {
            bytes += compressed(address);
        }

        assertThat(bytes).isBetween(1, FIRST_LOAD_BYTES);
    }

    /** The files that the page names, and those that they import in these ways, and so on. */
    private static Set<String> reached(Pattern... ways) {
        var reached = new LinkedHashSet<>(assets());
        for (var waiting = new ArrayDeque<>(reached); !waiting.isEmpty(); ) {
            var address = waiting.remove();
            var text = http.get(address).body();
            Stream.of(ways)
                    .flatMap(way -> way.matcher(text).results())
                    .map(found -> URI.create(address).resolve(found.group(2)).toString())
                    .filter(reached::add)
                    .forEach(waiting::add);
        }
        return reached;
    }

    private static int compressed(String address) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(http.base() + address))
                .header("Accept-Encoding", "gzip")
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValue("Content-Encoding")).hasValue("gzip");
        return answer.body().length;
    }

    @Test
    void aBuildWithoutThePortalSaysSo() {
        var without = serving(Optional.empty());

        assertThat(without.get("/portal").expect(404).json().getString("message"))
                .contains("This build has no portal", "with Maven");
        assertThat(without.get("/portal/assets/app.js").status()).isEqualTo(404);
    }
}
