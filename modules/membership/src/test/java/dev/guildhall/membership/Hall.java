package dev.guildhall.membership;

import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.module.Product;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.identity.EmailAddress;
import dev.guildhall.tenancy.WorkspaceLifecycle;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.Served;
import dev.guildhall.testkit.TestAuthenticator;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Events, workspaces and members at work on one bench, with users and workspaces to be had for a word. */
public final class Hall {

    static final URI PUBLIC_URL = URI.create("https://hall.example");

    private static final AtomicInteger NAMES = new AtomicInteger();

    final TestBench bench;
    final HttpTester http;
    final UserId administrator;
    final Mailbox mailbox;
    final Invitations invitations;
    final Authorizer authorizer;
    private final Badges badges = new Badges();
    private final FoundingScopes scopes = new FoundingScopes();

    Hall(TestBench bench) {
        this.bench = bench;
        var mails = mailFolder();
        var product = Product.of(
                        bench.node("hall").at(PUBLIC_URL).in(mails.getParent()).environment())
                .contributing(WorkspaceLifecycle.class, scopes)
                .assemble();
        this.mailbox = new Mailbox(mails);
        this.invitations = product.get(Invitations.class);
        this.authorizer = product.get(Authorizer.class);
        bench.start(product);
        this.http = bench.serve(badges, authorizer, Served.of(product));
        this.administrator = promoted(user(), PlatformRole.ADMIN, PlatformRole.USER);
    }

    private static Path mailFolder() {
        try {
            return Files.createTempDirectory("guildhall-mail").resolve("mail");
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    /** The scope of the transaction that made a workspace. */
    Tenant foundedIn(String workspace) {
        return scopes.of(workspace);
    }

    /** The address of an account. */
    String address(UserId user) {
        return bench.sql("select email from guildhall.user_account where id = $1", user.value())
                .iterator()
                .next()
                .getString("email");
    }

    /** An address that nobody has. */
    static String newAddress() {
        return "guest" + NAMES.incrementAndGet() + "@example.org";
    }

    /** A user account of its own. */
    public UserId user() {
        return user("user" + NAMES.incrementAndGet());
    }

    UserId user(String name) {
        return userAt(name + "-" + Ids.next() + "@example.org", name);
    }

    UserId userAt(String email, String name) {
        var id = Ids.next();
        bench.sql(
                "insert into guildhall.user_account (id, email, email_key, full_name, password_hash, roles,"
                        + " created_at, updated_at) values ($1, $2, $3, $4, 'none', array['USER'], now(), now())",
                id,
                email,
                EmailAddress.keyOf(email),
                name);
        return new UserId(id);
    }

    HttpTester as(UserId user) {
        return http.withBearer(TestAuthenticator.user(user));
    }

    /** The user with a token of these scopes, good for this tenant or, when it is null, for all. */
    HttpTester with(UserId user, Tenant tenant, Permission... scopes) {
        var limits = scopes.length == 0 ? Optional.<Set<Permission>>empty() : Optional.of(Set.of(scopes));
        return http.withBearer(badges.issue(user, Set.of(PlatformRole.USER), limits, Optional.ofNullable(tenant)));
    }

    /** A user with these platform roles, and a token that is good for this tenant. */
    HttpTester bound(UserId user, Tenant tenant, PlatformRole... roles) {
        return http.withBearer(badges.issue(user, Set.of(roles), Optional.empty(), Optional.of(tenant)));
    }

    /** A user with these platform roles, signed in anew. */
    HttpTester as(UserId user, PlatformRole... roles) {
        return http.withBearer(token(user, roles));
    }

    String token(UserId user, PlatformRole... roles) {
        return badges.issue(user, Set.of(roles), Optional.empty(), Optional.empty());
    }

    /** Gives the account other platform roles. */
    UserId promoted(UserId user, PlatformRole... roles) {
        bench.sql(
                "update guildhall.user_account set roles = $2 where id = $1",
                user.value(),
                Arrays.stream(roles).map(Enum::name).toArray(String[]::new));
        return user;
    }

    HttpTester asAdministrator() {
        return http.withBearer(TestAuthenticator.admin(administrator));
    }

    static String key() {
        return "ws-" + NAMES.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
    }

    /** A workspace owned by a user of its own. */
    public Made workspace() {
        var owner = user();
        var created = http.withBearer(TestAuthenticator.admin(owner))
                .post("/api/workspaces", new JsonObject().put("key", key()).put("name", "Made"))
                .expect(200)
                .data();
        return new Made(new WorkspaceId(UUID.fromString(created.getString("id"))), owner);
    }

    public final class Made {

        public final WorkspaceId id;
        final UserId owner;

        private Made(WorkspaceId id, UserId owner) {
            this.id = id;
            this.owner = owner;
        }

        String path() {
            return "/api/workspaces/" + id;
        }

        HttpTester asOwner() {
            return as(owner);
        }

        /** The newest event of this type, as clients read it. */
        JsonObject lastEvent(String type) {
            var events = asOwner()
                    .get(path() + "/events?filter=type%3D" + type)
                    .expect(200)
                    .list();
            return events.getJsonObject(events.size() - 1);
        }

        String invitations() {
            return path() + "/invitations";
        }

        /** Invites an address by a link, and gives the answer. */
        JsonObject invite(String email, String role) {
            return asOwner()
                    .post(invitations(), invitation(email, role).put("delivery", "LINK"))
                    .expect(201)
                    .data();
        }

        /** Somebody invites an address by mail. */
        HttpTester.Response inviteAs(UserId maker, String email) {
            return as(maker).post(invitations(), invitation(email, "MEMBER"));
        }

        /** The same by an administrator of the platform, whose links open accounts. */
        JsonObject inviteAsAdministrator(String email, String role) {
            return asAdministrator()
                    .post(invitations(), invitation(email, role).put("delivery", "LINK"))
                    .expect(201)
                    .data();
        }

        /** A new user with this role. */
        UserId member(String role) {
            var user = user();
            asOwner().post(path() + "/members", seat(user, role)).expect(200);
            return user;
        }

        /** A role of the workspace's own. */
        JsonObject role(String name, String... permissions) {
            return asOwner()
                    .post(
                            path() + "/roles",
                            new JsonObject().put("name", name).put("permissions", new JsonArray(List.of(permissions))))
                    .expect(201)
                    .data();
        }

        String roleOf(UserId user) {
            return asAdministrator().get(path() + "/members?pageSize=1000").list().stream()
                    .map(JsonObject.class::cast)
                    .filter(member -> member.getString("userId").equals(user.toString()))
                    .map(member -> member.getString("role"))
                    .findFirst()
                    .orElse("none");
        }

        /** Records an event as another node does. */
        void happened(String type, UUID subject) {
            bench.sql(
                    "with next as (update guildhall.event_counter set last_sequence = last_sequence + 1 where"
                            + " tenant_id = $1 returning last_sequence) insert into guildhall.event (tenant_id, tenant_kind,"
                            + " sequence, id, type, subject, actor, time, data) select $1, 'WORKSPACE', last_sequence, $2, $3, $4,"
                            + " 'system', now(), '{}' from next",
                    id.value(),
                    Ids.next(),
                    type,
                    subject.toString());
        }
    }

    static JsonObject invitation(String email, String role) {
        return new JsonObject().put("email", email).put("role", role);
    }

    static JsonObject seat(UserId user, String role) {
        return new JsonObject().put("userId", user.toString()).put("role", role);
    }
}
