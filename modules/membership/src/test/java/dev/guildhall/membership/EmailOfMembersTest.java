package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another address for an account, where others have a say in it: an organization, or whoever has invited somebody. */
class EmailOfMembersTest extends MembershipTest {

    private static final String ASK = "/api/auth/email";

    private String domain;
    private TestOrganization organization;
    private UserId ada;
    private HttpTester session;

    @BeforeEach
    void anOrganizationHasAMember() {
        domain = TestProduct.name("acme") + ".example";
        organization = product.organization();
        ada = userAt(TestProduct.name("ada") + "@" + domain);
        organization
                .asOwner()
                .post(organization.path() + "/members", TestProduct.member(ada, "MEMBER"))
                .expect(200);
        session = signedIn(ada);
    }

    private static String addressOf(UserId user) {
        return BENCH.sql("select email from guildhall.user_account where id = $1", user.value())
                .iterator()
                .next()
                .getString(0);
    }

    private static HttpTester signedIn(UserId user) {
        var credentials = new JsonObject().put("email", addressOf(user)).put("password", TestProduct.PASSWORD);
        var login = product.asNobody().post("/api/auth/login", credentials).expect(200);
        return product.asNobody().withBearer(login.data().getString("accessToken"));
    }

    /** As a check does that finds the record of the domain. */
    private void proveDomain() {
        organization
                .asOwner()
                .post(organization.path() + "/sso/domains", new JsonObject().put("domain", domain))
                .expect(201);
        BENCH.sql("update guildhall.sso_domain set verified_at = now() where domain = $1", domain);
    }

    private static JsonObject email(String address) {
        return new JsonObject().put("email", address);
    }

    private static JsonObject confirmation(String address) {
        return new JsonObject().put("token", mailbox.only(address).token());
    }

    @Test
    void anAddressThatTheOrganizationAnswersForStays() {
        proveDomain();

        session.post(ASK, email(newAddress())).expect(409, "USER.EMAIL_MANAGED");

        BENCH.sql("update guildhall.organization_member set suspended_at = now() where user_id = $1", ada.value());
        session.post(ASK, email(newAddress())).expect(409, "USER.EMAIL_MANAGED");
    }

    @Test
    void whatWasAskedForBeforeTheOrganizationAnswersForItIsNotConfirmed() {
        var wanted = newAddress();
        session.post(ASK, email(wanted)).expect(202);
        proveDomain();

        product.asNobody().post(ASK + "/confirm", confirmation(wanted)).expect(409, "USER.EMAIL_MANAGED");
    }

    @Test
    void guestsWithAddressesOfTheirOwnChangeThem() {
        proveDomain();
        var guest = organization.member("MEMBER");
        var wanted = newAddress();

        product.signedIn(guest).post(ASK, email(wanted)).expect(202);
        product.asNobody().post(ASK + "/confirm", confirmation(wanted)).expect(204);

        assertThat(addressOf(guest)).isEqualTo(wanted);
        assertThat(organization
                        .asOwner()
                        .get(organization.path() + "/members")
                        .expect(200)
                        .body())
                .contains(wanted);
    }

    @Test
    void invitationsStayWithTheAddressThatTheyWentTo() {
        var wanted = newAddress();
        var former = addressOf(ada);
        var old = invited(product.workspace(), former, "MEMBER").getString("id");
        session.post(ASK, email(wanted)).expect(202);
        product.asNobody().post(ASK + "/confirm", confirmation(wanted)).expect(204);

        var fresh = invited(product.workspace(), wanted, "MEMBER").getString("id");

        assertThat(mine()).contains(fresh).doesNotContain(old);
    }

    private List<String> mine() {
        return session.get("/api/invitations/mine").expect(200).list().stream()
                .map(found -> ((JsonObject) found).getString("id"))
                .toList();
    }
}
