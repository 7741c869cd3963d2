package dev.guildhall.membership.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.identity.TxtRecords;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The domains that organizations prove to be theirs by a record in the DNS. */
class SsoDomainsTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    /** What the name servers of the world say; of a name with nothing here that it is not there. */
    private static final Map<String, Future<List<String>>> RECORDS = new ConcurrentHashMap<>();

    private static TestProduct product;

    private TestOrganization organization;
    private HttpTester owner;
    private String domain;

    @BeforeAll
    static void start() {
        product = TestProduct.start(
                BENCH,
                BENCH.product("domains")
                        .offering(
                                TxtRecords.class, name -> RECORDS.getOrDefault(name, Future.succeededFuture(List.of())))
                        .assemble());
    }

    @BeforeEach
    void anOrganizationHasAnOwner() {
        organization = product.organization();
        owner = organization.asOwner();
        domain = TestProduct.name("acme") + ".example";
    }

    private static String domains(TestOrganization of) {
        return of.path() + "/sso/domains";
    }

    private JsonObject added(TestOrganization to, String name) {
        return to.asOwner()
                .post(domains(to), new JsonObject().put("domain", name))
                .expect(201)
                .data();
    }

    private static void publish(JsonObject of, String value) {
        RECORDS.put(of.getString("recordName"), Future.succeededFuture(List.of("v=spf1 -all", value)));
    }

    private JsonObject checked() {
        return owner.post(domains(organization) + "/" + domain + "/check", null)
                .expect(200)
                .data();
    }

    @Test
    void anOwnerPublishesTheRecordAndTheDomainIsProven() {
        var added = added(organization, domain.toUpperCase(Locale.ROOT));
        assertThat(added.getString("domain")).isEqualTo(domain);
        assertThat(added.getString("state")).isEqualTo("PENDING");
        assertThat(added.getString("recordName")).isEqualTo("_guildhall-challenge." + domain);
        assertThat(added.getString("recordValue")).startsWith("guildhall-domain-verification=");
        assertThat(added(organization, domain)).isEqualTo(added);

        assertThat(checked().getString("state")).isEqualTo("PENDING");
        publish(added, added.getString("recordValue") + "x");
        assertThat(checked().getString("state")).isEqualTo("PENDING");
        publish(added, added.getString("recordValue"));
        var proven = checked();

        assertThat(proven.getString("state")).isEqualTo("VERIFIED");
        assertThat(checked().getString("verifiedAt")).isEqualTo(proven.getString("verifiedAt"));
        assertThat(owner.get(domains(organization)).expect(200).list()).hasSize(1);
        assertThat(owner.get(domains(organization) + "/" + domain)
                        .expect(200)
                        .data()
                        .getString("state"))
                .isEqualTo("VERIFIED");
        assertThat(owner.get(organization.path() + "/audit").expect(200).list())
                .extracting(entry -> ((JsonObject) entry).getString("action"))
                .startsWith("organization.sso_domain_verified", "organization.sso_domain_added");
    }

    @Test
    void aDomainWhoseRecordIsGoneIsProvenNoLonger() {
        var added = added(organization, domain);
        publish(added, added.getString("recordValue"));
        checked();

        RECORDS.put(added.getString("recordName"), Future.failedFuture("no answer"));
        var unanswered = checked();
        RECORDS.remove(added.getString("recordName"));
        var gone = checked();

        assertThat(unanswered.getString("state")).isEqualTo("VERIFIED");
        assertThat(unanswered.getString("finding")).contains("do not answer");
        assertThat(gone.getString("state")).isEqualTo("PENDING");
        assertThat(gone.getString("verifiedAt")).isNull();
    }

    @Test
    void aDomainIsOneOrganizationsOfAnApp() {
        var app = product.app();
        organization = product.organization(app);
        owner = organization.asOwner();
        var sibling = product.organization(app);
        var first = added(organization, domain);
        publish(first, first.getString("recordValue"));
        checked();
        var second = added(sibling, domain);

        // Each has a value of its own: the record of one proves nothing for the other.
        var path = domains(sibling) + "/" + domain;
        assertThat(sibling.asOwner()
                        .post(path + "/check", null)
                        .expect(200)
                        .data()
                        .getString("state"))
                .isEqualTo("PENDING");
        publish(second, second.getString("recordValue"));
        sibling.asOwner().post(path + "/check", null).expect(409, "SSO.DOMAIN_TAKEN");

        owner.delete(domains(organization) + "/" + domain).expect(204);
        assertThat(sibling.asOwner()
                        .post(path + "/check", null)
                        .expect(200)
                        .data()
                        .getString("state"))
                .isEqualTo("VERIFIED");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        owner.get(domains(organization) + "/" + domain).expect(404, "SSO.DOMAIN_NOT_FOUND");
        owner.post(domains(organization) + "/" + domain + "/check", null).expect(404, "SSO.DOMAIN_NOT_FOUND");
        owner.delete(domains(organization) + "/" + domain).expect(404, "SSO.DOMAIN_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"acme", "acme.", ".example", "a_b.example", "acme.example/x", "10.0.0.1", "*.acme.example", " "})
    void whatIsNoDomainIsRefused(String name) {
        var refused = owner.post(domains(organization), new JsonObject().put("domain", name))
                .expect(400, "REQUEST.INVALID");

        assertThat(refused.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("domain");
    }

    @Test
    void onlyWhoManagesSingleSignOnSeesThem() {
        added(organization, domain);
        var member = product.as(organization.member("MEMBER"));
        var stranger = product.as(product.user());

        member.get(domains(organization)).expect(403, "ACCESS.DENIED");
        member.post(domains(organization), new JsonObject().put("domain", domain))
                .expect(403, "ACCESS.DENIED");
        member.post(domains(organization) + "/" + domain + "/check", null).expect(403, "ACCESS.DENIED");
        member.delete(domains(organization) + "/" + domain).expect(403, "ACCESS.DENIED");
        stranger.get(domains(organization)).expect(404, "ORGANIZATION.NOT_FOUND");
    }

    @Test
    void anOrganizationHasFiftyAtMost() {
        for (var i = 0; i < 50; i++) {
            added(organization, "d" + i + "." + domain);
        }

        owner.post(domains(organization), new JsonObject().put("domain", domain))
                .expect(409, "SSO.DOMAIN_LIMIT_REACHED");
    }
}
