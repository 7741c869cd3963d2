package dev.guildhall.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrganizationMembersTest {

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static TestProduct product;
    private static HttpTester platform;
    private static String app;

    @BeforeAll
    static void start() {
        product = TestProduct.start(BENCH, BENCH.product("node").assemble());
        platform = product.asAdministrator();
        app = product.app();
    }

    private static Response put(TestOrganization organization, UserId by, UserId user, String role) {
        return product.as(by).post(organization.path() + "/members", TestProduct.member(user, role));
    }

    /** The path of an organization that nobody belongs to. */
    private static String withoutMembers() {
        return platform.post("/api/organizations", TestProduct.newOrganization(app))
                .expect(201)
                .header("Location");
    }

    @Test
    void theOwnerThatIsNamedIsTheFirstMember() {
        var acme = product.organization();

        assertThat(acme.roleOf(acme.owner())).isEqualTo("OWNER");
        assertThat(acme.asOwner().get(acme.path()).expect(200).data().getString("ownerId"))
                .isEqualTo(acme.owner().toString());
    }

    @Test
    void anOwnerWhoIsNobodyIsRefused() {
        platform.post(
                        "/api/organizations",
                        TestProduct.newOrganization(app).put("ownerId", "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e"))
                .expect(404, "USER.NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADMIN", "member", "Billing"})
    void aMemberIsAddedAndAddedAgainInAnyCaseOfTheRole(String role) {
        var acme = product.organization();
        var user = product.user();

        var added = put(acme, acme.owner(), user, role).expect(200);
        var again = put(acme, acme.owner(), user, role).expect(200);

        assertThat(again.data()).isEqualTo(added.data());
        assertThat(again.header("ETag")).isEqualTo(added.header("ETag"));
        assertThat(acme.roleOf(user)).isEqualTo(role.toUpperCase(Locale.ROOT));
    }

    @Test
    void theOwnerIsMadeByTransferOnly() {
        var acme = product.organization();
        var user = acme.member("ADMIN");

        put(acme, acme.owner(), user, "OWNER").expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        put(acme, acme.owner(), acme.owner(), "ADMIN").expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        product.as(user).post(acme.path() + "/transfer", userId(user)).expect(403, "ACCESS.DENIED");

        acme.asOwner().post(acme.path() + "/transfer", userId(user)).expect(200);
        assertThat(acme.roleOf(user)).isEqualTo("OWNER");
        assertThat(product.as(user).get(acme.path()).expect(200).data().getString("ownerId"))
                .isEqualTo(user.toString());
    }

    @Test
    void anOrganizationWithoutMembersIsGivenItsOwnerByThePlatform() {
        var path = withoutMembers();
        var user = product.user();

        assertThat(platform.get(path).expect(200).data().getString("ownerId")).isNull();
        platform.post(path + "/members", TestProduct.member(user, "OWNER")).expect(200);

        assertThat(product.as(user).get(path).expect(200).data().getString("ownerId"))
                .isEqualTo(user.toString());
    }

    @Test
    void nobodyGrantsOrTakesMoreThanTheyHold() {
        var acme = product.organization();
        var admin = acme.member("ADMIN");
        var member = acme.member("MEMBER");
        var billing = acme.member("BILLING");
        var other = product.user();

        put(acme, admin, other, "ADMIN").expect(200);
        product.as(admin).delete(acme.path() + "/members/" + acme.owner()).expect(409, "MEMBER.OWNER_MUST_TRANSFER");
        put(acme, member, other, "MEMBER").expect(403, "ACCESS.DENIED");
        put(acme, billing, other, "BILLING").expect(403, "ACCESS.DENIED");
        product.as(billing).get(acme.path() + "/members").expect(403, "ACCESS.DENIED");
        product.as(billing).get(acme.path()).expect(200);
        product.as(member).get(acme.path() + "/members").expect(200);
        product.as(member)
                .patch(acme.path(), new JsonObject().put("name", "Mine"))
                .expect(403, "ACCESS.DENIED");
    }

    @Test
    void anyoneLeavesButTheOwner() {
        var acme = product.organization();
        var member = acme.member("MEMBER");
        var removed = acme.member("BILLING");

        product.as(member).post(acme.path() + "/leave", null).expect(204);
        product.as(removed).delete(acme.path() + "/members/" + removed).expect(204);
        acme.asOwner().post(acme.path() + "/leave", null).expect(409, "MEMBER.OWNER_MUST_TRANSFER");

        product.as(member).get(acme.path()).expect(404, "ORGANIZATION.NOT_FOUND");
        assertThat(acme.roleOf(removed)).isEqualTo("none");
    }

    @Test
    void anOutsiderSeesNothingOfAnOrganization() {
        var acme = product.organization();
        var outsider = product.user();
        product.organization();
        var unknown = "/api/organizations/019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1e";

        for (var suffix : List.of("", "/members")) {
            var refused = product.as(outsider).get(acme.path() + suffix).expect(404, "ORGANIZATION.NOT_FOUND");
            var missing = product.as(outsider).get(unknown + suffix).expect(404, "ORGANIZATION.NOT_FOUND");
            assertThat(refused.json().getString("message"))
                    .isEqualTo(missing.json().getString("message"));
        }
        assertThat(product.as(outsider).get("/api/organizations").expect(200).list())
                .isEmpty();
        assertThat(acme.asOwner().get("/api/organizations").expect(200).list()).hasSize(1);
    }

    @Test
    void ofManyTransfersAtOnceOneOwnerIsLeft() {
        for (var round = 0; round < 5; round++) {
            var acme = product.organization();
            var heirs =
                    IntStream.range(0, 6).mapToObj(n -> acme.member("ADMIN")).toList();

            var transfers = heirs.stream()
                    .map(heir -> acme.asOwner().sendAsync("POST", acme.path() + "/transfer", userId(heir)))
                    .toList();
            transfers.forEach(CompletableFuture::join);

            assertThat(transfers.stream().filter(done -> done.join().status() == 200))
                    .hasSizeGreaterThan(0);
            var owners = BENCH.sql(
                    "select user_id from guildhall.organization_member where role = 'OWNER' and organization_id ="
                            + " (select id from guildhall.organization where id::text = $1)",
                    acme.id().toString());
            assertThat(owners.size()).isEqualTo(1);
        }
    }

    @Test
    void ofManyFirstOwnersAtOnceOneIsTaken() {
        var path = withoutMembers();
        var users = Stream.generate(product::user).limit(6).toList();

        var puts = users.stream()
                .map(user -> platform.sendAsync("POST", path + "/members", TestProduct.member(user, "OWNER")))
                .toList();
        var answers = puts.stream().map(CompletableFuture::join).toList();

        assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(answer -> answer.status() == 409)).hasSize(5);
    }

    @ParameterizedTest
    @EnumSource(OrganizationRole.class)
    void whoIsWhatIsToldByAnEventAndTheAuditLogOfTheOrganization(OrganizationRole role) {
        var acme = product.organization();
        var user = role == OrganizationRole.OWNER ? acme.owner() : acme.member(role.name());

        var events = BENCH.sql(
                "select type, subject from guildhall.event where tenant_id::text = $1 order by sequence",
                acme.id().toString());

        assertThat(events)
                .anyMatch(row -> row.getString("type").equals("member.added")
                        && row.getString("subject").equals(user.toString()));
    }

    private static JsonObject userId(UserId user) {
        return new JsonObject().put("userId", user.toString());
    }
}
