package dev.guildhall.benchmark;

import dev.guildhall.benchmark.Probe.Reading;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cheap requests that once stopped everybody, from one workspace and from an anonymous client, beside somebody who works
 * in another workspace. Their p99 in each flood must stay within three times that of a quiet moment just before, and
 * every request of theirs must be answered.
 */
final class Flood {

    private static final double LIMIT = 3;
    private static final int MEMBERS = 64;
    private static final String PASSWORD = "flood-password-1";
    private static final List<String> JVM = List.of("-Xmx512m");

    private final int seconds;
    private final String named;

    /** @param named a part of the names of the floods to run, empty for all */
    Flood(int seconds, String named) {
        this.seconds = seconds;
        this.named = named;
    }

    /** Runs the floods, one after the other, and returns what was wrong. */
    List<String> run() throws Exception {
        try (var workplace = Workplace.make();
                var product = Product.start(JVM, workplace.data(), "--trusted-proxies", "127.0.0.1")) {
            var admin = product.signIn();
            var attacks = attacks(product, admin);
            try (var probe = probe(product, admin)) {
                probe.read(seconds);
                var faults = new ArrayList<String>();
                for (var attack : attacks.all()) {
                    if (attack.name().contains(named)) {
                        measure(attack, probe, faults);
                    }
                }
                return faults;
            }
        }
    }

    private void measure(Attack attack, Probe probe, List<String> faults) throws Exception {
        var quiet = probe.read(seconds);
        Reading flooded;
        try (var running = attack.start()) {
            flooded = probe.read(seconds);
            report(attack, quiet, flooded, running);
        }
        flooded.faults().stream().limit(3).forEach(fault -> faults.add(attack.name() + ": " + fault));
        if (flooded.p99() > LIMIT * quiet.p99()) {
            faults.add("%s: p99 is %.1f times that of quiet".formatted(attack.name(), flooded.p99() / quiet.p99()));
        }
        if (flooded.signIn() > LIMIT * quiet.signIn()) {
            faults.add("%s: a sign-in took %.1f times that of quiet"
                    .formatted(attack.name(), flooded.signIn() / quiet.signIn()));
        }
        // What the flood left behind is not the next one's.
        probe.read(seconds / 2);
    }

    private static void report(Attack attack, Reading quiet, Reading flooded, Attack.Running running) {
        System.out.printf(
                Locale.ROOT,
                "%s: p50 %.1f ms beside %.1f, p99 %.1f beside %.1f (%.1f times), sign-in %.0f beside %.0f, "
                        + "%d not answered; the flood: %s%n",
                attack.name(),
                flooded.p50(),
                quiet.p50(),
                flooded.p99(),
                quiet.p99(),
                flooded.p99() / quiet.p99(),
                flooded.signIn(),
                quiet.signIn(),
                flooded.faults().size(),
                running.answers());
    }

    private static Attacks attacks(Product product, ApiClient admin) throws Exception {
        var workspace = workspace(admin, "flood");
        var members = new ArrayList<String>();
        for (var i = 0; i < MEMBERS; i++) {
            members.add(member(admin, workspace, "member" + i + "@flood.example"));
        }
        member(admin, workspace, "viewer@flood.example");
        var viewer = ApiClient.signIn(product.base(), "viewer@flood.example", PASSWORD);
        return new Attacks(product.base(), admin, viewer, workspace, members);
    }

    private static Probe probe(Product product, ApiClient admin) throws Exception {
        var email = "neighbour@flood.example";
        var workspace = workspace(admin, "neighbour");
        member(admin, workspace, email, "ADMIN");
        var token = ApiClient.signIn(product.base(), email, PASSWORD).token();
        return new Probe(product.base(), email, PASSWORD, token, workspace);
    }

    private static String workspace(ApiClient admin, String key) throws Exception {
        return admin.call(
                        "POST",
                        "/api/workspaces",
                        new JsonObject().put("key", key).put("name", "Workspace " + key))
                .getJsonObject("data")
                .getString("id");
    }

    private static String member(ApiClient admin, String workspace, String email) throws Exception {
        return member(admin, workspace, email, "VIEWER");
    }

    private static String member(ApiClient admin, String workspace, String email, String role) throws Exception {
        var account = new JsonObject()
                .put("email", email)
                .put("fullName", "Somebody")
                .put("password", PASSWORD)
                .put("roles", new JsonArray().add("USER"));
        var user = admin.call("POST", "/api/admin/users", account)
                .getJsonObject("data")
                .getString("id");
        var seat = new JsonObject().put("userId", user).put("role", role);
        admin.call("POST", "/api/workspaces/" + workspace + "/members", seat);
        return user;
    }
}
