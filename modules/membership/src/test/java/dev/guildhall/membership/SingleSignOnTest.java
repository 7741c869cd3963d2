package dev.guildhall.membership;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The single sign-on of organizations, as their owners configure it. */
class SingleSignOnTest {

    /** Of login.current.example, until 2119. */
    private static final String CURRENT = """
            -----BEGIN CERTIFICATE-----
            MIIBdjCCAR2gAwIBAgIIAd3DjCJB+zswCgYIKoZIzj0EAwIwLzENMAsGA1UEChME
            QWNtZTEeMBwGA1UEAxMVbG9naW4uY3VycmVudC5leGFtcGxlMCAXDTIwMDEwMTAw
            MDAwMFoYDzIxMTkxMjA4MDAwMDAwWjAvMQ0wCwYDVQQKEwRBY21lMR4wHAYDVQQD
            ExVsb2dpbi5jdXJyZW50LmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
            AARZXG5Dui/68g26X3oGfWXcmLEvB/b4oDbPtIWBkqvQIAPHBjBzJxrWNlP1esTP
            h1tpIx0ebPRbfG1LyNC6iApjoyEwHzAdBgNVHQ4EFgQU7g99DrY45TrjTy6eLxFG
            fZmbSEEwCgYIKoZIzj0EAwIDRwAwRAIgPt0FIGHIova5jD7OC7NpH9WciT6qvmXK
            jf7wv10hcfoCICsdMTu46OXGDckq7KCJKSXAvXHuvBGvONjoScJVv6UR
            -----END CERTIFICATE-----
            """;

    /** Of login.expired.example, until 2021. */
    private static final String EXPIRED = """
            -----BEGIN CERTIFICATE-----
            MIIBdjCCARygAwIBAgIJAL1X4uVxwiL7MAoGCCqGSM49BAMCMC8xDTALBgNVBAoT
            BEFjbWUxHjAcBgNVBAMTFWxvZ2luLmV4cGlyZWQuZXhhbXBsZTAeFw0yMDAxMDEw
            MDAwMDBaFw0yMTAxMDEwMDAwMDBaMC8xDTALBgNVBAoTBEFjbWUxHjAcBgNVBAMT
            FWxvZ2luLmV4cGlyZWQuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
            BC7z4ad8XHKbN8njXdzEEJDW9paqBymutLUHKYsESFoSwAEaxNuXVM/WJ2l6ZvmP
            8jBupz08Jk4bSMycMRYigm6jITAfMB0GA1UdDgQWBBQgh0Gu3RC5R4Y6voybekCF
            AbnGEDAKBggqhkjOPQQDAgNIADBFAiEAtwr/JdUfeZ1UhSeZhnWPBfTSeXb0MgPT
            eos0Bh8GMywCIC2+8GKdypfhlVkif46OZsfkPTCifODXW591xGjV9lL0
            -----END CERTIFICATE-----
            """;

    /** Of login.future.example, from 2110. */
    private static final String FUTURE = """
            -----BEGIN CERTIFICATE-----
            MIIBeTCCAR6gAwIBAgIJAJZXjrx/XclPMAoGCCqGSM49BAMCMC4xDTALBgNVBAoT
            BEFjbWUxHTAbBgNVBAMTFGxvZ2luLmZ1dHVyZS5leGFtcGxlMCIYDzIxMTAwMTAx
            MDAwMDAwWhgPMjExOTEyMzAwMDAwMDBaMC4xDTALBgNVBAoTBEFjbWUxHTAbBgNV
            BAMTFGxvZ2luLmZ1dHVyZS5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
            QgAELy1TjMFBl5E90j0WbWi2yoRV5y5dxp4trjD09Rbvq+vZDC39KcBpxqL8mZFg
            t/EBfFrTzBHV3FHeNYEBLwEzWKMhMB8wHQYDVR0OBBYEFNVzWeJpmVPBM2hF2F8L
            4Gc6ILvNMAoGCCqGSM49BAMCA0kAMEYCIQC7pV2arKNECUoBrycLdz2jYXDIHyxA
            v1VobOZMDG7yCAIhAPVKz0L0UwHiZolTqI9VXygNdHC7ytG7tb+0//dJTNWe
            -----END CERTIFICATE-----
            """;

    private static final String KEY = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\","
            + "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\",\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final Map<String, String> ANSWERS = new ConcurrentHashMap<>();
    private static TestProduct product;
    private static HttpTester platform;
    private static HttpServer provider;
    private static String issuer;

    private TestOrganization organization;
    private HttpTester owner;

    @BeforeAll
    static void start() throws IOException {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        platform = product.asAdministrator();
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
        provider.createContext("/", exchange -> {
            var answer = ANSWERS.get(exchange.getRequestURI().getPath());
            var body = (answer == null ? "nothing here" : answer).getBytes(UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
            try (var out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        provider.start();
    }

    @AfterAll
    static void stop() {
        provider.stop(0);
    }

    @BeforeEach
    void anOrganizationHasAnOwner() {
        organization = product.organization();
        owner = organization.asOwner();
        ANSWERS.clear();
    }

    @Test
    void anOwnerConfiguresSamlAndSeesWhatTheCertificateIs() {
        owner.get(sso()).expect(404, "SSO.NOT_CONFIGURED");

        var made = owner.put(sso(), saml(CURRENT).put("jitProvisioning", true)).expect(200);

        var shown = made.data();
        assertThat(shown.getString("provider")).isEqualTo("SAML");
        assertThat(shown.getBoolean("jitProvisioning")).isTrue();
        assertThat(shown.getBoolean("autoProvision")).isFalse();
        assertThat(shown.getString("certificate")).isEqualTo(CURRENT);
        var certificate = shown.getJsonArray("certificates").getJsonObject(0);
        assertThat(certificate.getString("subject")).isEqualTo("CN=login.current.example,O=Acme");
        assertThat(certificate.getString("fingerprint"))
                .isEqualTo(
                        "80:A1:F0:F7:50:9D:64:25:32:AE:DA:23:5A:46:BF:32:7D:AC:CB:B6:72:8E:6D:0F:EF:81:CE:F6:3C:91:73:A7");
        assertThat(certificate.getString("expiresAt")).startsWith("2119-12-08");
        assertThat(owner.get(sso()).expect(200).data()).isEqualTo(shown);
        var again = owner.put(sso(), saml(CURRENT)).expect(200);
        assertThat(again.header("ETag")).isEqualTo(made.header("ETag"));
        var both = owner.put(sso(), new JsonObject().put("certificate", CURRENT + FUTURE))
                .expect(200);
        assertThat(both.data().getJsonArray("certificates")).hasSize(2);
        owner.withHeader("If-Match", made.header("ETag")).delete(sso()).expect(412);
        owner.delete(sso()).expect(204);
        owner.delete(sso()).expect(404, "SSO.NOT_CONFIGURED");
    }

    @Test
    void whatIsNoCertificateOrHasExpiredIsRefusedAndToldSo() {
        assertThat(fault(owner.put(sso(), saml(EXPIRED)))).contains("expired at 2021-01-01");
        for (var wrong : new String[] {
            "MIIB",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            CURRENT.replace("M", "N"),
            CURRENT.replace("CERTIFICATE", "PRIVATE KEY"),
            CURRENT + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            CURRENT.repeat(9),
            CURRENT.repeat(60)
        }) {
            assertThat(fault(owner.put(sso(), saml(wrong)))).contains("certificate");
        }
        owner.get(sso()).expect(404);
    }

    @Test
    void eachProviderNeedsWhatItCannotDoWithout() {
        assertThat(fault(owner.put(sso(), new JsonObject().put("autoProvision", true))))
                .contains("provider is required");
        var saml = owner.put(sso(), new JsonObject().put("provider", "saml")).expect(400, "REQUEST.INVALID");
        assertThat(saml.json().getJsonArray("details"))
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .containsExactly("entityId", "certificate");
        assertThat(fault(owner.put(sso(), new JsonObject().put("provider", "oidc"))))
                .contains("issuerUrl is required for OIDC");
        owner.put(sso(), saml(CURRENT)).expect(200);
        assertThat(fault(owner.put(sso(), new JsonObject().putNull("certificate"))))
                .contains("certificate is required for SAML");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://login.example",
                "not a url",
                "https://user:password@127.0.0.1/",
                "https://169.254.169.254/",
                "http://127.0.0.1/?tenant=1",
                ""
            })
    void anIssuerThatMayNotBeCalledIsRefused(String url) {
        owner.put(sso(), new JsonObject().put("provider", "OIDC").put("issuerUrl", url))
                .expect(400);
    }

    @Test
    void theSecretOfAClientIsShownToNobody() {
        var shown = owner.put(sso(), oidc().put("clientSecret", "hush-hush")).expect(200);

        assertThat(shown.data().getBoolean("clientSecretConfigured")).isTrue();
        owner.put(sso(), new JsonObject().put("clientSecret", "hush-again")).expect(200);
        var log = platform.get(organization.path() + "/audit").expect(200);
        var stored = BENCH.sql("select client_secret from guildhall.organization_sso where organization_id = $1", id())
                .iterator()
                .next()
                .getString(0);
        var events = BENCH.sql("select data from guildhall.event where type like 'organization.sso%'");
        for (var text : new String[] {
            shown.body(), owner.get(sso()).body(), log.body(), stored, events.toString(),
        }) {
            assertThat(text).doesNotContain("hush");
        }
        assertThat(log.body()).contains("organization.sso_configured", "organization.sso_changed");
        assertThat(owner.put(sso(), new JsonObject().putNull("clientSecret"))
                        .expect(200)
                        .data()
                        .getBoolean("clientSecretConfigured"))
                .isFalse();
    }

    @Test
    void onlyWhoManagesTheOrganizationSeesIt() {
        owner.put(sso(), saml(CURRENT)).expect(200);
        var member = organization.member("MEMBER");

        product.as(member).get(sso()).expect(403, "ACCESS.DENIED");
        product.as(member).put(sso(), saml(CURRENT)).expect(403, "ACCESS.DENIED");
        product.as(product.user()).get(sso()).expect(404, "ORGANIZATION.NOT_FOUND");
        product.as(product.user()).post(sso() + "/test", null).expect(404, "ORGANIZATION.NOT_FOUND");
        assertThat(seenFrom(id())).isEqualTo(1);
        assertThat(seenFrom(UUID.randomUUID())).isZero();
    }

    @Test
    void twoWhoConfigureItAtOnceDoSoOneAfterTheOther() {
        var answers = IntStream.range(0, 16)
                .mapToObj(i -> owner.sendAsync("PUT", sso(), saml(CURRENT).put("clientId", "client-" + i)))
                .toList()
                .stream()
                .map(answer -> answer.join().expect(200).header("ETag"))
                .collect(Collectors.toSet());

        assertThat(answers).hasSize(16);
    }

    @Test
    void aProviderThatIsAsItMustBePassesEveryCheck() {
        owner.put(sso(), oidc()).expect(200);
        provider(discovery(), "{\"keys\":[" + KEY + "}]}");

        var report = owner.post(sso() + "/test", null).expect(200).data();

        assertThat(report.getBoolean("passed")).as(report.encode()).isTrue();
        assertThat(aspects(report, true)).containsExactly("DISCOVERY", "ISSUER", "ENDPOINTS", "KEYS", "CLIENT");
    }

    @Test
    void whateverIsWrongWithAProviderIsSaid() {
        owner.put(sso(), oidc()).expect(200);
        assertThat(failed()).containsExactly("DISCOVERY");
        provider(discovery().put("issuer", issuer + "/"), "{\"keys\":[]}");
        assertThat(failed()).containsExactly("ISSUER", "KEYS");
        provider(discovery().put("issuer", 7).put("token_endpoint", "https://169.254.169.254/"), "[]");
        assertThat(failed()).containsExactly("ISSUER", "ENDPOINTS", "KEYS");
        var withoutKeys = discovery();
        withoutKeys.remove("jwks_uri");
        provider(withoutKeys, "");
        assertThat(failed()).containsExactly("ENDPOINTS", "KEYS");
        provider(discovery().put("jwks_uri", "no url at all"), "");
        assertThat(failed()).containsExactly("ENDPOINTS", "KEYS");
        provider(discovery(), "{\"keys\":[" + KEY + ",\"d\":\"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE\"}]}");
        assertThat(failed()).containsExactly("KEYS");
        provider(discovery(), "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}");
        assertThat(failed()).containsExactly("KEYS");
        provider(discovery(), "{\"keys\":[" + KEY + "}],\"more\":\"" + "x".repeat(300_000) + "\"}");
        assertThat(failed()).containsExactly("KEYS");
        ANSWERS.put("/.well-known/openid-configuration", "<html>");
        assertThat(failed()).containsExactly("DISCOVERY");
        ANSWERS.put("/.well-known/openid-configuration", "[".repeat(10_000));
        assertThat(failed()).containsExactly("DISCOVERY");
        owner.put(sso(), new JsonObject().putNull("clientId").put("issuerUrl", "http://127.0.0.1:9"))
                .expect(200);
        assertThat(failed()).containsExactly("DISCOVERY", "CLIENT");
    }

    private static String metadata(String... certificates) {
        var keys = Stream.of(certificates)
                .map(pem -> pem.replaceAll("-----[A-Z ]+-----", ""))
                .map(base64 -> "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>"
                        + base64 + "</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>")
                .collect(Collectors.joining());
        return "<?xml version=\"1.0\"?><!-- by the provider --><md:EntityDescriptor"
                + " xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
                + " entityID=\"https://login.example/metadata\"><md:IDPSSODescriptor"
                + " protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">" + keys
                + "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\""
                + " Location=\"https://login.example/post\"/>"
                + "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\""
                + " Location=\"https://login.example/saml\"/></md:IDPSSODescriptor></md:EntityDescriptor>";
    }

    private static JsonObject imported(String field, String value) {
        return new JsonObject().put("provider", "SAML").put(field, value);
    }

    @Test
    void theMetadataOfAProviderSaysAllThatItNeeds() {
        var shown = owner.put(sso(), imported("metadata", metadata(CURRENT, EXPIRED, CURRENT)))
                .expect(200)
                .data();

        assertThat(shown.getString("entityId")).isEqualTo("https://login.example/metadata");
        assertThat(shown.getString("singleSignOnUrl")).isEqualTo("https://login.example/saml");
        assertThat(shown.getString("certificate")).isEqualTo(CURRENT);
        assertThat(failed()).isEmpty();
        ANSWERS.put("/metadata", metadata(CURRENT, FUTURE));
        var fetched = owner.put(sso(), new JsonObject().put("metadataUrl", issuer + "/metadata"))
                .expect(200)
                .data();
        assertThat(fetched.getJsonArray("certificates")).hasSize(2);
        assertThat(fetched.getBoolean("signRequests")).isFalse();
    }

    @Test
    void requestsAreSignedForAProviderWhoseMetadataWantsThat() {
        var wanting = metadata(CURRENT)
                .replace("<md:IDPSSODescriptor", "<md:IDPSSODescriptor WantAuthnRequestsSigned=\"true\"");

        var shown = owner.put(sso(), imported("metadata", wanting)).expect(200).data();

        assertThat(shown.getBoolean("signRequests")).isTrue();
        var indifferent = owner.put(sso(), imported("metadata", metadata(CURRENT)))
                .expect(200)
                .data();
        assertThat(indifferent.getBoolean("signRequests")).isTrue();
        var plain = owner.put(sso(), new JsonObject().put("signRequests", false))
                .expect(200)
                .data();
        assertThat(plain.getBoolean("signRequests")).isFalse();
    }

    @Test
    void metadataThatCannotBeUsedIsRefusedWithTheReason() {
        var good = metadata(CURRENT);
        assertThat(fault(owner.put(sso(), imported("metadata", metadata(EXPIRED)))))
                .contains("expired");
        assertThat(fault(owner.put(sso(), imported("metadata", metadata())))).contains("no certificate");
        assertThat(fault(owner.put(sso(), imported("metadata", metadata("AAAA")))))
                .contains("cannot be read");
        assertThat(fault(owner.put(sso(), imported("metadata", "ada")))).contains("no XML");
        assertThat(fault(owner.put(sso(), imported("metadata", "<!DOCTYPE a>" + good.substring(21)))))
                .contains("document type");
        assertThat(fault(owner.put(sso(), imported("metadata", good.replace("HTTP-Redirect", "SOAP")))))
                .contains("HTTP-Redirect");
        assertThat(fault(
                        owner.put(sso(), imported("metadata", good.replace("SAML:2.0:protocol", "SAML:1.1:protocol")))))
                .contains("describes 0");
        assertThat(fault(owner.put(
                        sso(),
                        imported(
                                "metadata",
                                good.replace("entityID", "validUntil=\"2020-01-01T00:00:00Z\"" + " entityID")))))
                .contains("ended at 2020");
        assertThat(fault(owner.put(
                        sso(), imported("metadata", good.replace("https://login.example/saml", "javascript:x")))))
                .contains("singleSignOnUrl must be a URL");
        assertThat(fault(owner.put(sso(), imported("metadata", good).put("certificate", CURRENT))))
                .contains("send one of them");
        assertThat(fault(owner.put(sso(), imported("metadata", good).put("metadataUrl", issuer + "/metadata"))))
                .contains("send one of them");
        assertThat(fault(owner.put(sso(), imported("metadataUrl", issuer + "/nowhere"))))
                .contains("404");
        owner.put(sso(), imported("metadataUrl", "https://169.254.169.254/metadata"))
                .expect(400, "URL.NOT_ALLOWED");
        owner.put(sso(), imported("metadataUrl", "file:///etc/passwd")).expect(400, "URL.NOT_ALLOWED");
        owner.get(sso()).expect(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://login.example/saml",
                "javascript:alert(1)",
                "https://user@login.example/",
                "https://login.example/#a",
                "https:///saml",
                "https://login.example/ a",
                "login.example",
                ""
            })
    void browsersAreSentToNoOtherThanAnAddressOfTheWeb(String url) {
        assertThat(fault(owner.put(sso(), saml(CURRENT).put("singleSignOnUrl", url))))
                .contains("singleSignOnUrl");
    }

    @Test
    void nobodySignsInByWhatSaysNotWhere() {
        var incomplete = saml(CURRENT).putNull("singleSignOnUrl");
        owner.put(sso(), incomplete).expect(200);

        assertThat(failed()).containsExactly("SIGN_IN_URL");
        product.asNobody()
                .get("/api/auth/sso/start?organizationId=" + organization.id())
                .expect(404, "AUTH.SSO_NOT_OFFERED");
    }

    @Test
    void certificatesAreHeldAgainstTheTime() {
        owner.post(sso() + "/test", null).expect(404, "SSO.NOT_CONFIGURED");
        owner.put(sso(), saml(FUTURE)).expect(200);
        assertThat(failed()).containsExactly("CERTIFICATE");

        owner.put(sso(), saml(FUTURE + CURRENT)).expect(200);

        assertThat(failed()).isEmpty();
    }

    private int seenFrom(UUID scope) {
        var count = "select count(*)::int as seen from guildhall.organization_sso where organization_id = $1";
        return BENCH.sqlAsApplication("organization:" + scope, count, id())
                .iterator()
                .next()
                .getInteger("seen");
    }

    private UUID id() {
        return organization.id().value();
    }

    private String sso() {
        return organization.path() + "/sso";
    }

    private static JsonObject saml(String certificate) {
        return new JsonObject()
                .put("provider", "saml")
                .put("entityId", "https://login.example/metadata")
                .put("singleSignOnUrl", "https://login.example/saml")
                .put("certificate", certificate);
    }

    private static JsonObject oidc() {
        return new JsonObject().put("provider", "OIDC").put("issuerUrl", issuer).put("clientId", "guildhall");
    }

    private static JsonObject discovery() {
        return new JsonObject()
                .put("issuer", issuer)
                .put("authorization_endpoint", issuer + "/authorize")
                .put("token_endpoint", issuer + "/token")
                .put("jwks_uri", issuer + "/keys");
    }

    private static void provider(JsonObject discovery, String keys) {
        ANSWERS.put("/.well-known/openid-configuration", discovery.encode());
        ANSWERS.put("/keys", keys);
    }

    private Iterable<String> failed() {
        return aspects(owner.post(sso() + "/test", null).expect(200).data(), false);
    }

    private static Iterable<String> aspects(JsonObject report, boolean passed) {
        return report.getJsonArray("checks", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(check -> check.getBoolean("passed") == passed)
                .map(check -> check.getString("aspect"))
                .toList();
    }

    private static String fault(Response refused) {
        return refused.expect(400, "REQUEST.INVALID")
                .json()
                .getJsonArray("details")
                .getJsonObject(0)
                .getString("message");
    }
}
