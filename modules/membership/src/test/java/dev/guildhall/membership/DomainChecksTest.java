package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.module.Product;
import dev.guildhall.identity.TxtRecords;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The daily look at domains that were proven once. */
class DomainChecksTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    /** What the name servers of the world say; of a name with nothing here that it is not there. */
    private static final Map<String, Future<List<String>>> RECORDS = new ConcurrentHashMap<>();

    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final String CHECK = "look for the records of proven domains";

    private static TestProduct product;
    private static TestProduct otherNode;
    private static Mailbox mailbox;

    private TestOrganization organization;
    private HttpTester owner;
    private String domain;
    private JsonObject added;

    @BeforeAll
    static void start() {
        var files = BENCH.newDirectory();
        mailbox = new Mailbox(files.resolve("mail"));
        var node =
                BENCH.node("checks").at(URI.create("https://guildhall.example")).in(files);
        product = TestProduct.start(BENCH, with(Product.of(node.environment())));
        otherNode = TestProduct.start(BENCH, with(BENCH.product("checks-too")));
    }

    private static Product with(Product.Builder builder) {
        return builder.offering(TxtRecords.class, name -> {
                    ASKED.incrementAndGet();
                    return RECORDS.getOrDefault(name, Future.succeededFuture(List.of()));
                })
                .assemble();
    }

    @BeforeEach
    void anOrganizationHasAProvenDomain() {
        BENCH.sql("delete from guildhall.sso_domain");
        organization = product.organization();
        owner = organization.asOwner();
        domain = TestProduct.name("acme") + ".example";
        owner.put(
                        organization.path() + "/sso",
                        new JsonObject()
                                .put("provider", "OIDC")
                                .put("issuerUrl", "http://127.0.0.1:9")
                                .put("clientId", "guildhall"))
                .expect(200);
        added = owner.post(organization.path() + "/sso/domains", new JsonObject().put("domain", domain))
                .expect(201)
                .data();
        publish();
        owner.post(path() + "/check", null).expect(200);
    }

    private String path() {
        return organization.path() + "/sso/domains/" + domain;
    }

    private void publish() {
        RECORDS.put(added.getString("recordName"), Future.succeededFuture(List.of(added.getString("recordValue"))));
    }

    private void withdraw() {
        RECORDS.remove(added.getString("recordName"));
    }

    private JsonObject aDayLater() {
        BENCH.sql("update guildhall.sso_domain set next_check_at = next_check_at - interval '1 day'");
        product.doNow(CHECK);
        return domain();
    }

    private JsonObject domain() {
        return owner.get(path()).expect(200).data();
    }

    private List<String> audit() {
        return owner.get(organization.path() + "/audit").expect(200).list().stream()
                .map(entry -> ((JsonObject) entry).getString("action"))
                .toList();
    }

    private int routed() {
        return product.asNobody().get("/api/auth/sso/start?email=ada@" + domain).status();
    }

    @Test
    void aDomainWhoseRecordIsMissingThreeDaysInARowIsProvenNoLonger() {
        withdraw();

        var first = aDayLater();
        var second = aDayLater();
        assertThat(routed()).isNotEqualTo(404);
        var third = aDayLater();

        assertThat(List.of(first.getString("state"), second.getString("state"), third.getString("state")))
                .containsExactly("VERIFIED", "VERIFIED", "LAPSED");
        assertThat(first.getString("finding")).contains("no such record");
        assertThat(third.getString("verifiedAt")).isNull();
        assertThat(third.getString("lapsedAt")).isNotNull();
        product.asNobody().get("/api/auth/sso/start?email=ada@" + domain).expect(404, "AUTH.SSO_NOT_OFFERED");
        assertThat(audit()).startsWith("organization.sso_domain_lapsed", "organization.sso_domain_verified");
        assertThat(BENCH.sql(
                                "select actor from guildhall.event where tenant_id = $1 and type = $2",
                                organization.id().value(),
                                "organization.sso_domain_lapsed")
                        .iterator()
                        .next()
                        .getString(0))
                .isEqualTo("system");
    }

    @Test
    void thoseWhoLookAfterTheOrganizationAreToldOnce() {
        var admin = organization.member("ADMIN");
        var member = organization.member("MEMBER");
        withdraw();
        aDayLater();
        aDayLater();
        aDayLater();

        aDayLater();

        var letter = mailbox.only(TestProduct.address(organization.owner()));
        assertThat(letter.subject()).startsWith(domain + " is not proven to be of ");
        assertThat(letter.text())
                .contains(
                        added.getString("recordName"),
                        added.getString("recordValue"),
                        "https://guildhall.example/portal/org/" + organization.id() + "/sign-on/domains");
        assertThat(letter.html())
                .contains(
                        added.getString("recordName"),
                        added.getString("recordValue").split("=")[1]);
        mailbox.only(TestProduct.address(admin));
        assertThat(mailbox.all(TestProduct.address(member))).isEmpty();
    }

    @Test
    void oneThatComesBackIsProvenAgain() {
        withdraw();
        aDayLater();
        aDayLater();
        aDayLater();
        assertThat(aDayLater().getString("state")).isEqualTo("LAPSED");
        publish();

        var back = aDayLater();

        assertThat(back.getString("state")).isEqualTo("VERIFIED");
        assertThat(back.getString("lapsedAt")).isNull();
        assertThat(routed()).isNotEqualTo(404);
        assertThat(audit()).startsWith("organization.sso_domain_verified", "organization.sso_domain_lapsed");
    }

    @Test
    void aRecordThatIsBackInTimeHasNeverBeenMissed() {
        withdraw();
        aDayLater();
        aDayLater();
        publish();
        aDayLater();
        withdraw();

        aDayLater();
        var second = aDayLater();

        assertThat(second.getString("state")).isEqualTo("VERIFIED");
        assertThat(aDayLater().getString("state")).isEqualTo("LAPSED");
    }

    @Test
    void nameServersThatDoNotAnswerChangeNothingAndAreAskedAgainSoon() {
        withdraw();
        aDayLater();
        aDayLater();
        RECORDS.put(added.getString("recordName"), Future.failedFuture("no answer"));

        var unanswered = List.of(aDayLater(), aDayLater(), aDayLater());

        assertThat(unanswered).extracting(one -> one.getString("state")).containsOnly("VERIFIED");
        assertThat(unanswered.get(2).getString("finding")).contains("do not answer");
        assertThat(BENCH.sql("select next_check_at < now() + interval '2 hours' from guildhall.sso_domain")
                        .iterator()
                        .next()
                        .getBoolean(0))
                .isTrue();
        withdraw();
        assertThat(aDayLater().getString("state")).isEqualTo("LAPSED");
    }

    @Test
    void eachIsAskedForOnceADayByOneNode() {
        BENCH.sql("update guildhall.sso_domain set next_check_at = now()");
        var before = ASKED.get();

        product.doNow(CHECK);
        otherNode.doNow(CHECK);
        product.doNow(CHECK);

        assertThat(ASKED.get()).isEqualTo(before + 1);
    }

    @Test
    void whatWasNeverProvenIsNotAskedFor() {
        owner.post(organization.path() + "/sso/domains", new JsonObject().put("domain", "other-" + domain))
                .expect(201);
        var before = ASKED.get();

        aDayLater();

        assertThat(ASKED.get()).isEqualTo(before + 1);
    }

    @Test
    void oneThatAnotherOrganizationHasProvenMeanwhileStaysLapsed() {
        var app = product.app();
        organization = product.organization(app);
        owner = organization.asOwner();
        BENCH.sql("delete from guildhall.sso_domain");
        added = owner.post(organization.path() + "/sso/domains", new JsonObject().put("domain", domain))
                .expect(201)
                .data();
        publish();
        owner.post(path() + "/check", null).expect(200);
        withdraw();
        aDayLater();
        aDayLater();
        aDayLater();
        var sibling = product.organization(app);
        var theirs = sibling.asOwner()
                .post(sibling.path() + "/sso/domains", new JsonObject().put("domain", domain))
                .expect(201)
                .data();
        RECORDS.put(
                added.getString("recordName"),
                Future.succeededFuture(List.of(added.getString("recordValue"), theirs.getString("recordValue"))));
        sibling.asOwner()
                .post(sibling.path() + "/sso/domains/" + domain + "/check", null)
                .expect(200);

        var still = aDayLater();

        assertThat(still.getString("state")).isEqualTo("LAPSED");
        assertThat(sibling.asOwner()
                        .get(sibling.path() + "/sso/domains/" + domain)
                        .data()
                        .getString("state"))
                .isEqualTo("VERIFIED");
    }
}
