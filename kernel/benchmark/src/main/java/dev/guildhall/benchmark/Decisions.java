package dev.guildhall.benchmark;

import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Permission;
import dev.guildhall.membership.Permissions;
import dev.guildhall.membership.Role;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.casbin.jcasbin.main.CachedEnforcer;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The same questions to the product's authorizer, with everything in memory that it has been asked once, and to jCasbin:
 * may this one of 10,000 users do this in their one of 1,000 workspaces? The model of jCasbin is its RBAC with domains, in
 * the form that suits it best: as the roles permit the same everywhere, it has each once and not once for each workspace.
 */
@State(Scope.Benchmark)
public class Decisions {

    static final int WORKSPACES = 1_000;
    static final int USERS = 10_000;
    private static final int QUESTIONS = 8_192;

    private static final String MODEL = """
            [request_definition]
            r = sub, dom, obj
            [policy_definition]
            p = sub, obj
            [role_definition]
            g = _, _, _
            [policy_effect]
            e = some(where (p.eft == allow))
            [matchers]
            m = g(r.sub, p.sub, r.dom) && r.obj == p.obj
            """;

    private final Question[] questions = new Question[QUESTIONS];
    private final List<Seat> seats = Seat.divided(WORKSPACES, USERS);
    private Hall hall;
    private Enforcer casbin;
    private Enforcer remembering;
    private int next;

    private record Question(
            Authentication by,
            Authentication withScopes,
            WorkspaceId workspace,
            Permission permission,
            String user,
            String domain) {}

    @Setup(Level.Trial)
    public void open() throws Exception {
        hall = Hall.open(connection -> Seat.fill(connection, seats));
        casbin = withData(new Enforcer(model()));
        remembering = withData(new CachedEnforcer(model()));
        var scopes = Set.copyOf(Role.MEMBER.permissions());
        var random = new Random(1);
        var permissions = List.copyOf(Permissions.all());
        for (var i = 0; i < QUESTIONS; i++) {
            var seat = seats.get(random.nextInt(USERS));
            questions[i] = new Question(
                    Hall.actor(seat.user(), null),
                    Hall.actor(seat.user(), scopes),
                    seat.workspace(),
                    permissions.get(random.nextInt(permissions.size())),
                    seat.user().toString(),
                    seat.workspace().toString());
        }
        requireAgreement();
    }

    @TearDown(Level.Trial)
    public void close() throws Exception {
        hall.close();
    }

    @Benchmark
    public boolean guildhall() {
        var question = question();
        return isAllowed(question.by(), question);
    }

    @Benchmark
    public boolean guildhallWithScopes() {
        var question = question();
        return isAllowed(question.withScopes(), question);
    }

    @Benchmark
    public boolean jCasbin() {
        return isAllowed(casbin, question());
    }

    @Benchmark
    public boolean jCasbinRemembering() {
        return isAllowed(remembering, question());
    }

    private Question question() {
        next = (next + 1) & (QUESTIONS - 1);
        return questions[next];
    }

    private boolean isAllowed(Authentication by, Question question) {
        return hall.allows(by, question.workspace(), question.permission());
    }

    private static boolean isAllowed(Enforcer enforcer, Question question) {
        return enforcer.enforce(
                question.user(), question.domain(), question.permission().name());
    }

    // It also brings everything into memory that the questions need.
    private void requireAgreement() throws Exception {
        for (var question : questions) {
            Hall.await(hall.authorizer().access(question.by(), question.workspace()));
            if (isAllowed(question.by(), question) != isAllowed(casbin, question)) {
                throw new IllegalStateException("The two disagree about " + question);
            }
        }
    }

    private static Model model() {
        var model = new Model();
        model.loadModelFromText(MODEL);
        return model;
    }

    private <E extends Enforcer> E withData(E enforcer) {
        enforcer.enableAutoSave(false);
        for (var role : Role.builtIn()) {
            for (var permission : role.permissions()) {
                enforcer.addPolicy(role.name(), permission.name());
            }
        }
        for (var seat : seats) {
            enforcer.addGroupingPolicy(
                    seat.user().toString(), seat.role().name(), seat.workspace().toString());
        }
        return enforcer;
    }
}
