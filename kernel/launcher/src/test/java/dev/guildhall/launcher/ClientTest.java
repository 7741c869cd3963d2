package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.guildhall.client.App;
import dev.guildhall.client.GuildhallClient;
import dev.guildhall.client.GuildhallException;
import dev.guildhall.client.ListQuery;
import dev.guildhall.client.NewUserToken;
import dev.guildhall.client.Org;
import dev.guildhall.client.OrgFields;
import dev.guildhall.client.OrgRole;
import dev.guildhall.client.OrgStatus;
import dev.guildhall.client.OrgUser;
import dev.guildhall.client.SsoConfiguration;
import dev.guildhall.client.SsoFields;
import dev.guildhall.client.SsoProvider;
import dev.guildhall.client.TokenFields;
import dev.guildhall.client.UserToken;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.saml.TestCertificate;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java client against the product as it is run. */
class ClientTest {

    @RegisterExtension
    static final SharedProduct PRODUCT = new SharedProduct();

    private static HttpTester admin;
    private static App app;
    private static GuildhallClient client;

    @BeforeAll
    static void open() {
        admin = PRODUCT.get().signInAsAdmin();
        var token = admin.post(
                        "/api/auth/login",
                        new JsonObject().put("email", RunningProduct.ADMIN).put("password", RunningProduct.PASSWORD))
                .expect(200)
                .data()
                .getString("accessToken");
        app = of(token).apps().create("Client");
        var key = admin.post("/api/apps/" + app.id() + "/keys", new JsonObject())
                .expect(201)
                .data()
                .getString("key");
        client = of(key);
    }

    private static GuildhallClient of(String credential) {
        return GuildhallClient.of(URI.create(admin.base()), credential);
    }

    @Test
    void anAppManagesItsOrganizationsAndWhoIsInThem() {
        var org = client.orgs()
                .create(app.id(), OrgFields.of("Acme Corp", "acme", "acme.com").industry("Technology"));

        assertThat(org.status()).isEqualTo(OrgStatus.ACTIVE);
        assertThat(client.orgs().get(app.id(), org.id())).isEqualTo(org);
        assertThat(client.apps().list()).containsExactly(app);
        var changed = client.orgs()
                .update(
                        app.id(),
                        org.id(),
                        new OrgFields()
                                .name("Acme Corp (Enterprise)")
                                .status(OrgStatus.TRIALING)
                                .industry(null));
        assertThat(changed.name()).isEqualTo("Acme Corp (Enterprise)");
        assertThat(changed.status()).isEqualTo(OrgStatus.TRIALING);
        assertThat(changed.industry()).isNull();
        var user = RunningProduct.user(admin, "client@acme.example");
        assertThat(client.users().add(app.id(), org.id(), user, OrgRole.MEMBER).role())
                .isEqualTo(OrgRole.MEMBER);
        assertThat(client.users()
                        .change(app.id(), org.id(), user, OrgRole.BILLING)
                        .role())
                .isEqualTo(OrgRole.BILLING);
        assertThat(client.users().list(app.id(), org.id()))
                .extracting(OrgUser::email)
                .containsExactly("client@acme.example");
        client.users().remove(app.id(), org.id(), user);
        assertThat(client.users().list(app.id(), org.id())).isEmpty();
        client.orgs().delete(app.id(), org.id());
        assertThat(client.orgs().list(app.id(), ListQuery.where("slug = \"acme\"")))
                .isEmpty();
    }

    @Test
    void aListIsReadToItsEnd() {
        for (var at = 0; at < 7; at++) {
            client.orgs().create(app.id(), OrgFields.of("Org", "listed-" + at, "listed-" + at + ".example"));
        }

        var found = client.orgs()
                .list(
                        app.id(),
                        ListQuery.where("slug = \"listed-*\"")
                                .orderedBy("slug desc")
                                .inPagesOf(3));

        assertThat(found)
                .extracting(Org::slug)
                .containsExactly("listed-6", "listed-5", "listed-4", "listed-3", "listed-2", "listed-1", "listed-0");
    }

    @Test
    void singleSignOnIsConfigured() {
        var org = client.orgs().create(app.id(), OrgFields.of("Signed", "signed", "signed.example"));

        var sso = client.sso()
                .configure(
                        app.id(),
                        org.id(),
                        SsoFields.oidc("http://127.0.0.1:9")
                                .client("guildhall", "hush")
                                .autoProvision(true));

        assertThat(sso.provider()).isEqualTo(SsoProvider.OIDC);
        assertThat(sso.clientSecretConfigured()).isTrue();
        assertThat(client.sso().get(app.id(), org.id())).isEqualTo(sso);
        var saml = client.sso()
                .configure(
                        app.id(),
                        org.id(),
                        SsoFields.saml(
                                        "https://login.acme.example",
                                        TestCertificate.ec().pem())
                                .singleSignOnUrl("https://login.acme.example/saml"));
        assertThat(saml.singleSignOnUrl()).isEqualTo("https://login.acme.example/saml");
        assertThat(saml.certificates()).hasSize(1);
        client.sso().remove(app.id(), org.id());
        var failure = catchThrowableOfType(
                GuildhallException.NotFound.class, () -> client.sso().get(app.id(), org.id()));
        assertThat(failure.code()).isEqualTo("SSO.NOT_CONFIGURED");
    }

    @Test
    void tokensAreMintedForUsersRefreshedListedAndRevoked() {
        var org = client.orgs().create(app.id(), OrgFields.of("Minting", "minting", "minting.example"));
        var user = RunningProduct.user(admin, "grace@minting.example");
        client.users().add(app.id(), org.id(), user, OrgRole.ADMIN);

        var token = client.tokens()
                .mint(
                        app.id(),
                        user,
                        new TokenFields()
                                .scopes("organization:read")
                                .expiresIn(Duration.ofDays(1))
                                .org(org.id()));

        assertThat(token.orgId()).isEqualTo(org.id());
        assertThat(token.expiresIn()).isEqualTo(86_400);
        assertThat(token.toString()).doesNotContain(token.accessToken()).doesNotContain(token.refreshToken());
        opensItsOrganization(token);
        var next = client.tokens().refresh(token.refreshToken());
        assertThat(next.id()).isEqualTo(token.id());
        opensItsOrganization(next);
        var whole = client.tokens().mint(app.id(), user);
        assertThat(client.tokens().list(app.id(), user, ListQuery.ALL.inPagesOf(1)))
                .extracting(UserToken::id, UserToken::scopes)
                .containsExactly(Tuple.tuple(whole.id(), null), Tuple.tuple(token.id(), List.of("organization.read")));

        client.tokens().revoke(app.id(), user, token.id());

        PRODUCT.get()
                .http()
                .withBearer(next.accessToken())
                .get("/api/organizations/" + org.id())
                .expect(401);
        var ended = catchThrowableOfType(
                GuildhallException.Denied.class, () -> client.tokens().refresh(next.refreshToken()));
        assertThat(ended.code()).isEqualTo("AUTH.TOKEN_INVALID");
        assertThat(client.tokens().list(app.id(), user))
                .extracting(UserToken::id)
                .containsExactly(whole.id());
    }

    private static void opensItsOrganization(NewUserToken token) {
        PRODUCT.get()
                .http()
                .withBearer(token.accessToken())
                .get("/api/organizations/" + token.orgId())
                .expect(200);
    }

    @Test
    void refusalsAreToldApart() {
        client.orgs().create(app.id(), OrgFields.of("Taken", "taken", "taken.example"));

        var conflict = catchThrowableOfType(
                GuildhallException.Conflict.class,
                () -> client.orgs().create(app.id(), OrgFields.of("Taken", "taken", "free.example")));
        var invalid = catchThrowableOfType(
                GuildhallException.Invalid.class,
                () -> client.orgs().create(app.id(), OrgFields.of("Taken", "A B", "nowhere")));
        var denied = catchThrowableOfType(
                GuildhallException.Denied.class, () -> client.apps().create("Another"));

        assertThat(conflict.code()).isEqualTo("ORGANIZATION.SLUG_EXISTS");
        assertThat(invalid.details())
                .extracting(GuildhallException.Detail::field)
                .containsExactly("slug", "domain");
        assertThat(denied.code()).isEqualTo("ACCESS.DENIED");
    }

    @Test
    void itKnowsEveryFieldThatTheContractShows() {
        var schemas = PRODUCT.get()
                .http()
                .get("/api/v2/protected/developer/openapi.json")
                .expect(200)
                .json()
                .getJsonObject("components")
                .getJsonObject("schemas");

        Map.of(
                        "App",
                        App.class,
                        "Org",
                        Org.class,
                        "OrgUser",
                        OrgUser.class,
                        "Sso",
                        SsoConfiguration.class,
                        "UserToken",
                        UserToken.class,
                        "NewUserToken",
                        NewUserToken.class)
                .forEach((schema, type) -> assertThat(Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getName)
                                .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT)))
                        .as(schema)
                        .containsExactlyInAnyOrderElementsOf(schemas.getJsonObject(schema)
                                .getJsonObject("properties")
                                .fieldNames()));
    }
}
