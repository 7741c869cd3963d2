package dev.guildhall.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.exceptions.PreconditionFailedException;
import com.unboundid.scim2.common.exceptions.ResourceConflictException;
import com.unboundid.scim2.common.exceptions.ResourceNotFoundException;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.messages.SortOrder;
import com.unboundid.scim2.common.types.Email;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.Member;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.UserResource;
import dev.guildhall.testkit.TestProduct;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.net.URI;
import java.util.List;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.jdk.connector.JdkConnectorProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The SCIM 2 SDK of UnboundID, a client that somebody else has written, works unchanged. */
class PublishedClientTest extends ScimTest {

    private ScimService scim;

    @BeforeEach
    void aClientHasAToken() {
        ClientRequestFilter token = request ->
                request.getHeaders().putSingle("Authorization", "Bearer " + world.connection.getString("token"));
        scim = new ScimService(ClientBuilder.newClient(new ClientConfig().connectorProvider(new JdkConnectorProvider()))
                .register(token)
                .target(product.asNobody().base() + "/scim/v2"));
    }

    private static UserResource ada(String local) {
        var ada = new UserResource();
        ada.setUserName(world.address(local));
        ada.setName(new Name().setGivenName("Ada").setFamilyName("Lovelace"));
        ada.setDisplayName("Ada Lovelace");
        ada.setEmails(List.of(new Email().setType("work").setPrimary(true).setValue(world.address(local))));
        ada.setActive(true);
        return ada;
    }

    // Where the server says that it is, is where clients outside find it, and not the port of the test.
    private static URI at(UserResource user) {
        return URI.create("Users/" + user.getId());
    }

    @Test
    void discoversWhatThereIs() throws ScimException {
        assertThat(scim.getServiceProviderConfig().getPatch().isSupported()).isTrue();
        assertThat(scim.getResourceTypes().getResources())
                .extracting(type -> type.getEndpoint().toString())
                .containsExactly("/Users", "/Groups");
        for (var schema : scim.getSchemas().getResources()) {
            assertThat(scim.getSchema(schema.getId()).getAttributes()).isNotEmpty();
        }
    }

    @Test
    void takesAUserThroughTheirLife() throws ScimException {
        var local = TestProduct.name("client");
        var made = scim.create("Users", ada(local));
        assertThat(made.getMeta().getVersion()).isNotBlank();
        assertThatThrownBy(() -> scim.create("Users", ada(local))).isInstanceOf(ResourceConflictException.class);

        var read = scim.retrieve("Users", made.getId(), UserResource.class);
        assertThat(read).isEqualTo(made);
        read.setDisplayName("Ada King");
        var replaced = scim.replaceRequest(at(made), read).ifMatch().invoke();
        assertThat(replaced.getDisplayName()).isEqualTo("Ada King");
        assertThatThrownBy(() -> scim.replaceRequest(at(made), made).ifMatch().invoke())
                .isInstanceOf(PreconditionFailedException.class);

        var patched = scim.modifyRequest("Users", made.getId())
                .ifMatch(replaced.getMeta().getVersion())
                .replaceValue("active", false)
                .replaceValue("name.familyName", "King")
                .addValues("emails", new Email().setType("home").setValue("ada@home.example"))
                .removeValues("emails[type eq \"work\"]")
                .invoke(UserResource.class);
        assertThat(patched.getActive()).isFalse();
        assertThat(patched.getName().getFamilyName()).isEqualTo("King");
        assertThat(patched.getEmails()).extracting(Email::getType).containsExactly("home");

        scim.delete("Users", patched.getId());
        assertThatThrownBy(() -> scim.retrieve("Users", made.getId(), UserResource.class))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void searches() throws ScimException {
        var local = TestProduct.name("search");
        var made = scim.create("Users", ada(local));

        var found = scim.searchRequest("Users")
                .filter(Filter.and(
                        Filter.eq("userName", world.address(local)),
                        Filter.or(Filter.eq("active", true), Filter.not(Filter.pr("externalId")))))
                .sort("userName", SortOrder.DESCENDING)
                .page(1, 10)
                .invoke(UserResource.class);
        var posted = scim.searchRequest("Users")
                .filter(Filter.complex("emails", Filter.eq("value", world.address(local))))
                .attributes("userName")
                .invokePost(UserResource.class);

        assertThat(found.getResources()).containsExactly(made);
        assertThat(posted.getTotalResults()).isEqualTo(1);
        assertThat(posted.getResources().get(0).getEmails()).isNull();
        assertThatThrownBy(() -> scim.search("Users", "shoeSize eq 43", UserResource.class))
                .isInstanceOfSatisfying(
                        ScimException.class,
                        refused ->
                                assertThat(refused.getScimError().getScimType()).isEqualTo("invalidFilter"));
    }

    @Test
    void takesAGroupThroughItsLife() throws ScimException {
        var user = scim.create("Users", ada(TestProduct.name("member")));
        var wanted = new GroupResource();
        wanted.setDisplayName(TestProduct.name("Client group"));
        wanted.setMembers(List.of(new Member().setValue(user.getId())));

        var made = scim.create("Groups", wanted);
        assertThat(made.getMembers()).extracting(Member::getValue).containsExactly(user.getId());
        made.setMembers(List.of());
        var replaced =
                scim.replaceRequest(URI.create("Groups/" + made.getId()), made).invoke();
        assertThat(replaced.getMembers() == null ? List.of() : replaced.getMembers())
                .isEmpty();
        scim.modifyRequest("Groups", made.getId())
                .addValues("members", new Member().setValue(user.getId()))
                .invoke(GroupResource.class);

        var read = scim.retrieve("Groups", made.getId(), GroupResource.class);
        assertThat(read.getMembers()).extracting(Member::getValue).containsExactly(user.getId());
        scim.delete("Groups", made.getId());
    }
}
