package dev.guildhall.benchmark;

import dev.guildhall.benchmark.SoakWork.Seat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Sixty-four clients read, write and watch for a while; in the middle the product is killed and started again on its
 * data. In the end every change that was acknowledged must be there with its one event, sequences must have no gaps, no
 * answer may have been an error that the kill does not explain, and the product may have warned of nothing.
 */
final class Soak {

    private static final int WORKSPACES = 8;
    private static final int USERS = 8;
    private static final int PUBLISHERS = 2 * WORKSPACES;
    private static final int CONTACT_MAKERS = 2 * WORKSPACES;
    private static final int JOINERS = WORKSPACES;
    private static final int FOUNDERS = WORKSPACES;
    private static final int WATCHERS = 2 * WORKSPACES;
    private static final String PASSWORD = "soak-password-1";
    private static final Path DIRECTORY = Path.of("plugins/directory/target/directory-1.0.0.jar");

    /** A server that outlives the killed process by a moment, and is stopped, is as it should be. */
    private static final Pattern EXPLAINED = Pattern.compile("A PostgreSQL that outlived its Guildhall still runs");

    private static final Pattern TROUBLE = Pattern.compile("^\\S+Z (WARN|ERROR) ");

    private final int seconds;
    private final Ledger ledger = new Ledger();
    private final SoakWork work = new SoakWork(ledger);
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong rounds = new AtomicLong();
    private final List<Future<Void>> clients = new ArrayList<>();
    private final List<SoakWatcher> watchers = new ArrayList<>();
    private final List<Future<Void>> watching = new ArrayList<>();

    Soak(int seconds) {
        this.seconds = seconds;
    }

    /** Runs it and returns what was wrong. */
    List<String> run() throws Exception {
        try (var workplace = Workplace.make()) {
            return run(workplace.data());
        }
    }

    private List<String> run(Path data) throws Exception {
        var threads = Executors.newCachedThreadPool();
        var faults = new ArrayList<String>();
        var soaked = new SoakedProduct(Product.start(List.of(), data));
        try {
            var admin = soaked.product().signIn();
            begin(threads, soaked, admin);
            TimeUnit.SECONDS.sleep(seconds / 2);
            System.out.printf("killed, and ready again after %d ms%n", soaked.restart());
            TimeUnit.SECONDS.sleep(seconds - seconds / 2);
            ended.set(true);
            finish(faults);
            verify(admin.reconnected(), faults);
        } finally {
            threads.shutdownNow();
            soaked.product().close();
        }
        checkLog(Product.log(data), faults);
        System.out.printf(
                Locale.ROOT,
                "%d rounds of work, %d acknowledged changes in %d workspaces, %d answers lost with the kill%n",
                rounds.get(),
                ledger.changes(),
                ledger.workspaces().size(),
                ledger.unknownChanges());
        return faults;
    }

    private void begin(ExecutorService threads, SoakedProduct soaked, ApiClient admin) throws Exception {
        admin.upload("/api/admin/marketplace/extensions", DIRECTORY);
        var users = new ArrayList<ApiClient>();
        var ids = new ArrayList<String>();
        for (var i = 0; i < USERS; i++) {
            ids.add(user(admin, "user" + i + "@soak.example"));
            users.add(ApiClient.signIn(soaked.product().base(), "user" + i + "@soak.example", PASSWORD));
        }
        var workspaces = new ArrayList<String>();
        for (var i = 0; i < WORKSPACES; i++) {
            var workspace = work.makeWorkspace(admin);
            work.install(admin, workspace);
            for (var user : ids) {
                work.join(admin, new Seat(workspace, user), "ADMIN");
            }
            workspaces.add(workspace);
        }
        for (var i = 0; i < WATCHERS; i++) {
            var watcher = new SoakWatcher(workspaces.get(i % WORKSPACES));
            watchers.add(watcher);
            watching.add(threads.submit(client(soaked, users.get(i % USERS), watcher)));
        }
        for (var i = 0; i < PUBLISHERS; i++) {
            var workspace = workspaces.get(i % WORKSPACES);
            start(threads, soaked, users.get(i % USERS), api -> work.publishAndRead(api, workspace));
        }
        for (var i = 0; i < CONTACT_MAKERS; i++) {
            var workspace = workspaces.get(i % WORKSPACES);
            start(threads, soaked, users.get(i % USERS), api -> work.createAndFindContact(api, workspace));
        }
        for (var i = 0; i < JOINERS; i++) {
            var seat = new Seat(workspaces.get(i), user(admin, "guest" + i + "@soak.example"));
            start(threads, soaked, users.get(i % USERS), api -> work.joinAndLeave(api, seat));
        }
        for (var i = 0; i < FOUNDERS; i++) {
            start(threads, soaked, admin, work::makeAndReadWorkspace);
        }
    }

    private static String user(ApiClient admin, String email) throws Exception {
        var request = new JsonObject()
                .put("email", email)
                .put("fullName", email)
                .put("password", PASSWORD)
                .put("roles", new JsonArray().add("USER"));
        return admin.call("POST", "/api/admin/users", request)
                .getJsonObject("data")
                .getString("id");
    }

    private void start(ExecutorService threads, SoakedProduct soaked, ApiClient api, SoakClient.Work todo) {
        clients.add(threads.submit(client(soaked, api, todo)));
    }

    private SoakClient client(SoakedProduct soaked, ApiClient api, SoakClient.Work todo) {
        return new SoakClient(soaked, api, todo, ended::get, rounds);
    }

    private void finish(List<String> faults) throws InterruptedException {
        for (var client : clients) {
            collect(client, faults);
        }
    }

    private static void collect(Future<Void> client, List<String> faults) throws InterruptedException {
        try {
            client.get();
        } catch (ExecutionException failed) {
            faults.add("A client ended with " + failed.getCause());
        }
    }

    private void verify(ApiClient admin, List<String> faults) throws Exception {
        for (var workspace : ledger.workspaces()) {
            var history = admin.all(SoakWork.path(workspace) + "/events");
            faults.addAll(ledger.faults(workspace, history));
            awaitWatchers(workspace, history.size(), faults);
        }
        for (var i = 0; i < watching.size(); i++) {
            if (watching.get(i).isDone()) {
                collect(watching.get(i), faults);
            }
        }
        for (var contact : work.contacts().entrySet()) {
            work.requireContact(admin, contact.getKey(), contact.getValue());
        }
        for (var seat : work.seats().entrySet()) {
            verifySeat(admin, seat.getKey(), seat.getValue(), faults);
        }
    }

    private void awaitWatchers(String workspace, long events, List<String> faults) throws InterruptedException {
        for (var watcher : watchers) {
            if (watcher.workspace().equals(workspace)) {
                for (var tries = 0; watcher.last() < events && tries < 1_000; tries++) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                if (watcher.last() != events) {
                    faults.add("A stream of %s came to %d of %d events".formatted(workspace, watcher.last(), events));
                }
            }
        }
    }

    private static void verifySeat(ApiClient admin, Seat seat, boolean taken, List<String> faults) throws Exception {
        var there = admin.all(SoakWork.path(seat.workspace()) + "/members").stream()
                .anyMatch(member -> member.getString("userId").equals(seat.user()));
        if (there != taken) {
            faults.add("%s is %s member of %s".formatted(seat.user(), there ? "a" : "no", seat.workspace()));
        }
    }

    private static void checkLog(Path log, List<String> faults) throws IOException {
        try (var lines = Files.lines(log)) {
            lines.filter(line -> TROUBLE.matcher(line).find())
                    .filter(line -> !EXPLAINED.matcher(line).find())
                    .forEach(line -> faults.add("The product logged: " + line));
        }
    }
}
