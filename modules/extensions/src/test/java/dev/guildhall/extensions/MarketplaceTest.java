package dev.guildhall.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.host.ManifestSchema;
import dev.guildhall.spi.testing.ExtensionJar;
import dev.guildhall.testkit.HttpTester.Part;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestBench;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarketplaceTest {

    private static final String UPLOAD = "/api/admin/marketplace/extensions";
    private static final String LIST = "/api/marketplace/extensions";

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static World world;

    @BeforeAll
    static void begin() {
        world = new World(BENCH);
    }

    @Test
    void anotherBuildOfTheSameSourcesIsTheSameVersion() throws IOException {
        var first = World.quiet(World.extensionKey(), "1.0.0")
                .file("notes.txt", "one")
                .bytes();
        var published = world.upload(first).expect(201).data();

        var again =
                world.upload(repacked(first, "notes.txt", "one")).expect(200).data();

        assertThat(again.getString("sha256")).isEqualTo(published.getString("sha256"));
        world.upload(repacked(first, "notes.txt", "two")).expect(409, "EXTENSION.VERSION_EXISTS");
    }

    /** The same files an hour later, in another order, but for one. */
    private static byte[] repacked(byte[] artifact, String other, String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var from = new ZipInputStream(new ByteArrayInputStream(artifact));
                var to = new ZipOutputStream(bytes)) {
            to.putNextEntry(new ZipEntry(other));
            to.write(content.getBytes(StandardCharsets.UTF_8));
            for (var entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                if (!entry.getName().equals(other)) {
                    var copy = new ZipEntry(entry.getName());
                    copy.setTime(3_600_000);
                    to.putNextEntry(copy);
                    from.transferTo(to);
                }
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void takesAnArtifactAndShowsWhatItAsksAndGives() throws Exception {
        var key = World.extensionKey();
        var bytes = World.quiet(key, "1.0.0")
                .manifest("name", "Address Book")
                .manifest("publisher", "Acme")
                .manifest("categories", new JsonArray().add("crm"))
                .manifest("permissions", new JsonArray().add("members.read"))
                .manifest("egress", new JsonArray().add("hooks.slack.com"))
                .manifest("consumesEvents", new JsonArray().add("member.*"))
                .provides(key + ".contact.create")
                .bytes();

        var uploaded = world.upload(bytes).expect(201);

        assertThat(uploaded.header("Location")).isEqualTo(LIST + "/" + key);
        var digest = java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
        assertThat(uploaded.data().getString("sha256")).isEqualTo(HexFormat.of().formatHex(digest));
        assertThat(uploaded.data().getInteger("size")).isEqualTo(bytes.length);
        assertThat(uploaded.data().getValue("signedBy")).isNull();
        var shown = world.as(world.user()).get(LIST + "/" + key).expect(200);
        assertThat(shown.header("ETag")).isNotNull();
        assertThat(shown.data().getString("name")).isEqualTo("Address Book");
        assertThat(shown.data().getString("latestVersion")).isEqualTo("1.0.0");
        assertThat(shown.data().getBoolean("yanked")).isFalse();
        var version = shown.data().getJsonArray("versions").getJsonObject(0);
        assertThat(version.getJsonArray("permissions")).containsExactly("members.read");
        assertThat(version.getJsonArray("egress")).containsExactly("hooks.slack.com");
        assertThat(version.getJsonArray("consumesEvents")).containsExactly("member.*");
        assertThat(version.getJsonArray("provides").getJsonObject(0).getString("key"))
                .isEqualTo(key + ".contact.create");
        assertThat(version.getJsonObject("configSchema")).isEqualTo(new JsonObject().put("type", "object"));
    }

    @Test
    void takesTheSameBytesAgainAndRefusesOthersOfTheVersion() {
        var key = World.extensionKey();
        var bytes = World.quiet(key, "1.0.0").bytes();
        var other = World.quiet(key, "1.0.0").file("readme.txt", "changed").bytes();
        var first = world.upload(bytes).expect(201);

        assertThat(world.upload(bytes).expect(200).data()).isEqualTo(first.data());
        world.upload(other).expect(409, "EXTENSION.VERSION_EXISTS");
    }

    @Test
    void ofManyUploadsAtOnceExactlyOneWins() {
        var key = World.extensionKey();
        var same = World.quiet(key, "1.0.0").bytes();

        var statuses = IntStream.range(0, 12)
                .mapToObj(turn -> CompletableFuture.supplyAsync(() -> {
                    var bytes = turn % 2 == 0
                            ? same
                            : World.quiet(key, "1.0.0")
                                    .file("n.txt", "n" + turn)
                                    .bytes();
                    return world.upload(bytes).status();
                }))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(statuses).containsOnlyOnce(201).isSubsetOf(200, 201, 409);
        assertThat(world.asAdministrator().get(LIST + "/" + key).data().getJsonArray("versions"))
                .hasSize(1);
    }

    @Test
    void speaksOfTheNewestReleaseOnOffer() {
        var key = World.extensionKey();
        for (var version : List.of("1.10.0", "1.9.0", "2.0.0-rc.1", "0.1.0")) {
            world.publish(World.quiet(key, version).manifest("name", "Named " + version));
        }

        var shown = world.asAdministrator().get(LIST + "/" + key).expect(200).data();
        assertThat(shown.getString("latestVersion")).isEqualTo("1.10.0");
        assertThat(shown.getString("name")).isEqualTo("Named 1.10.0");
        assertThat(versions(shown)).containsExactly("2.0.0-rc.1", "1.10.0", "1.9.0", "0.1.0");

        var yanked = yank(key, "1.10.0").expect(200).data();
        assertThat(yanked.getString("latestVersion")).isEqualTo("1.9.0");
        assertThat(yanked.getString("name")).isEqualTo("Named 1.9.0");
        assertThat(yanked.getJsonArray("versions").getJsonObject(1).getBoolean("yanked"))
                .isTrue();
    }

    @Test
    void showsThatNothingIsOnOfferAnyMore() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0"));

        assertThat(yank(key, "1.0.0").expect(200).data().getBoolean("yanked")).isTrue();
        var revision = yank(key, "1.0.0").expect(200).header("ETag");

        assertThat(yank(key, "1.0.0").expect(200).header("ETag"))
                .as("yanking again changes nothing")
                .isEqualTo(revision);
        yank(key, "9.9.9").expect(404, "EXTENSION.VERSION_NOT_FOUND");
        yank("nobody-knows", "1.0.0").expect(404, "EXTENSION.NOT_FOUND");
        unyank(key, "9.9.9").expect(404, "EXTENSION.VERSION_NOT_FOUND");
        unyank("nobody-knows", "1.0.0").expect(404, "EXTENSION.NOT_FOUND");
        world.asAdministrator().get(LIST + "/nobody-knows").expect(404, "EXTENSION.NOT_FOUND");
    }

    @Test
    void findsBySearchCategoryAndFilterInPages() {
        var marker = World.extensionKey();
        for (var number = 0; number < 5; number++) {
            world.publish(World.quiet(World.extensionKey(), "1.0.0")
                    .manifest("name", "Thing " + number)
                    .manifest("description", "made for \"" + marker + "\" *100%*")
                    .manifest("categories", new JsonArray().add(number == 0 ? "crm" : "other-" + marker)));
        }
        var client = world.as(world.user());

        assertThat(names(client.get(LIST + "?search=" + marker.toUpperCase(java.util.Locale.ROOT))))
                .containsExactly("Thing 0", "Thing 1", "Thing 2", "Thing 3", "Thing 4");
        assertThat(names(client.get(LIST + "?category=other-" + marker))).hasSize(4);
        assertThat(names(client.get(LIST + "?category=crm&search=%22" + marker + "%22")))
                .containsExactly("Thing 0");
        assertThat(names(client.get(LIST + "?search=*100%25*&orderBy=name%20desc&filter=name%3D%22Thing%203%22")))
                .containsExactly("Thing 3");
        assertThat(names(client.get(LIST + "?search=nowhere-to-be-found"))).isEmpty();

        var first = client.get(LIST + "?pageSize=2&search=" + marker);
        var token = first.json().getString("nextPageToken");
        assertThat(names(client.get(LIST + "?pageSize=2&search=" + marker + "&pageToken=" + token)))
                .containsExactly("Thing 2", "Thing 3");
        client.get(LIST + "?pageSize=2&search=other&pageToken=" + token).expect(400, "REQUEST.INVALID");
        client.get(LIST + "?filter=colour%3Dred").expect(400, "REQUEST.INVALID");
    }

    @Test
    void isForAdministratorsToFillAndForEveryoneToSee() {
        var stranger = world.as(world.user());
        var part = Part.file(
                "artifact",
                "extension.jar",
                World.quiet(World.extensionKey(), "1.0.0").bytes());

        stranger.upload(UPLOAD, part).expect(403, "ACCESS.DENIED");
        world.http.upload(UPLOAD, part).expect(401, "AUTH.REQUIRED");
        world.http.get(LIST).expect(401, "AUTH.REQUIRED");
        stranger.get(LIST).expect(200);
    }

    @Test
    void tellsWhatIsWrongWithAnUpload() {
        var admin = world.asAdministrator();
        var jar = World.quiet(World.extensionKey(), "1.0.0").bytes();

        admin.upload(UPLOAD).expect(400, "REQUEST.INVALID");
        admin.upload(UPLOAD, Part.field("artifact", "text")).expect(400, "REQUEST.INVALID");
        admin.upload(UPLOAD, Part.file("artifact", "a.jar", new byte[0])).expect(400, "REQUEST.INVALID");
        admin.upload(UPLOAD, Part.file("artifact", "a.jar", jar), Part.file("artifact", "b.jar", jar))
                .expect(400, "REQUEST.INVALID");
        admin.upload(UPLOAD, Part.file("artifact", "a.jar", jar), Part.field("colour", "red"))
                .expect(400, "REQUEST.INVALID");
        admin.upload(UPLOAD, Part.file("artifact", "a.jar", jar), Part.field("signature", "not base64 at all!"))
                .expect(400, "REQUEST.INVALID");
        admin.upload(UPLOAD, Part.file("artifact", "a.jar", "garbage".getBytes(StandardCharsets.UTF_8)))
                .expect(400, "EXTENSION.ARCHIVE_INVALID");
        admin.upload(UPLOAD, Part.file("artifact", "a.jar", new byte[33 << 20]))
                .expect(413, "EXTENSION.ARCHIVE_TOO_LARGE");
        admin.upload(UPLOAD, Part.file("artifact", "a.jar", new byte[65 << 20])).expect(413, "REQUEST.TOO_LARGE");
        admin.post(UPLOAD, new JsonObject()).expect(415, "REQUEST.UNSUPPORTED_MEDIA_TYPE");
        admin.sendBytes(
                        "POST",
                        UPLOAD,
                        "multipart/form-data; boundary=x",
                        "--x\r\nbroken".getBytes(StandardCharsets.UTF_8))
                .expect(400, "REQUEST.INVALID");
        admin.sendBytes("POST", UPLOAD, "multipart/form-data", jar).expect(415, "REQUEST.UNSUPPORTED_MEDIA_TYPE");
        admin.sendBytes("POST", UPLOAD, "application/java-archive", jar).expect(415, "REQUEST.UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void namesTheFieldsOfTheManifestThatCannotBe() {
        var key = World.extensionKey();

        var unknown = world.upload(World.quiet(key, "1.0.0")
                        .manifest(
                                "permissions",
                                new JsonArray().add("members.read").add("moon.walk"))
                        .bytes())
                .expect(400, "EXTENSION.MANIFEST_INVALID");
        assertThat(unknown.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("permissions.1");
        var forging = world.upload(World.quiet(key, "1.0.0")
                        .manifest(
                                "publishesEvents",
                                new JsonArray().add(key + ".thing.seen").add("member.*"))
                        .bytes())
                .expect(400, "EXTENSION.MANIFEST_INVALID");
        assertThat(forging.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("publishesEvents.1");
        var routed = new JsonObject()
                .put("id", "show")
                .put("method", "GET")
                .put("path", "/things")
                .put("permission", "workspace.read");
        var elsewhere = world.upload(ExtensionJar.of(key, "1.0.0")
                        .manifest("runtime", "EXTERNAL_SERVICE")
                        .manifest("serviceBaseUrl", "https://example.org")
                        .manifest("routes", new JsonArray().add(routed))
                        .bytes())
                .expect(400, "EXTENSION.MANIFEST_INVALID");
        assertThat(elsewhere.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("routes");
        var within = world.upload(ExtensionJar.of(key, "1.0.0")
                        .manifest("runtime", "EXTERNAL_SERVICE")
                        .manifest("serviceBaseUrl", "https://169.254.169.254/latest")
                        .bytes())
                .expect(400, "URL.NOT_ALLOWED");
        assertThat(within.json().getJsonArray("details").getJsonObject(0).getString("field"))
                .isEqualTo("serviceBaseUrl");
        world.upload(World.quiet(key, "1.0.0")
                        .manifest("requires", new JsonObject().put("platform", ">=7"))
                        .bytes())
                .expect(400, "EXTENSION.PLATFORM_UNSUPPORTED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permissions    | ['workspace.delete']                     | permissions.0",
                "publishesEvents| ['$key.done']                            | publishesEvents",
                "consumesEvents | ['order.*']                              | consumesEvents.0",
                "consumesEvents | ['member.added']                         | consumesEvents.0",
                "consumesEvents | ['role.created']                         | consumesEvents.0",
                "requires       | {'capabilities':[{'key':'a.b.c'}]}       | requires.capabilities",
                "ui             | {'pages':[{'id':'a','title':'A','file':'a.html'}]} | ui.pages.0.file",
                "jobs           | [{'id':'nightly','cron':'0 3 * * 8'}]    | jobs.0.cron",
                "manifest       | 2                                        | manifest",
                "routes         | [{'id':'a','method':'GET','path':'/a','permission':'moon.walk'}] | routes.0.permission",
                "provides       | [{'key':'a.b.c','version':'1.0.0','permission':'moon.walk'}]    | provides.0.permission",
                "declares       | [{'name':'$key.manage','description':'x','heldWith':'moon.walk'}] | declares.0.heldWith",
                "declares       | [{'name':'members.manage','description':'x','heldWith':'members.read'}] | declares.0.name",
                "declares       | [{'name':'$key.an-own-permission-of-forty-characters-x.an-own-permission-of-forty-characters-x.longer-than-a-role-may-name','description':'x','heldWith':'members.read'}] | declares.0.name"
            })
    void refusesWhatAManifestDoesNotAskForOrAsksForInVain(String name, String value, String field) {
        var key = World.extensionKey();
        var json = value.replace("$key", key).replace('\'', '"');

        var refused = world.upload(World.quiet(key, "1.0.0")
                        .manifest("manifest", 1)
                        .manifest(name, Json.decodeValue(json))
                        .bytes())
                .expect(400, "EXTENSION.MANIFEST_INVALID");

        assertThat(refused.json().getJsonArray("details"))
                .extracting(detail -> ((JsonObject) detail).getString("field"))
                .containsExactly(field);
    }

    @Test
    void takesAManifestThatAsksForWhatItUses() {
        var key = World.extensionKey();
        var permissions = JsonArray.of("events.publish", "members.read", "capabilities.invoke", "subscriptions.manage");

        world.publish(World.quiet(key, "1.0.0")
                .manifest("manifest", 1)
                .manifest("$schema", "https://guildhall.example/schemas/extension-manifest.json")
                .manifest("permissions", permissions)
                .manifest("publishesEvents", JsonArray.of(key + ".done"))
                .manifest("consumesEvents", JsonArray.of("member.*", "directory.contact.created"))
                .manifest(
                        "requires",
                        new JsonObject().put("capabilities", JsonArray.of(new JsonObject().put("key", "a.b.c")))));
    }

    @Test
    void servesTheSchemaOfManifestsToEverybody() {
        var served = world.http.get("/api/schemas/extension-manifest.json").expect(200);

        assertThat(served.json()).isEqualTo(ManifestSchema.json());
        assertThat(served.json().getJsonObject("properties").fieldNames()).contains("id", "permissions", "jobs");
    }

    @Test
    void answersARepeatedUploadAsItDidAtFirst() {
        var key = World.extensionKey();
        var jar = World.quiet(key, "1.0.0").bytes();
        var admin = world.asAdministrator().withHeader("Idempotency-Key", "upload of " + key);

        var first = admin.upload(UPLOAD, Part.file("artifact", "a.jar", jar)).expect(201);
        var again = admin.upload(UPLOAD, Part.file("artifact", "a.jar", jar)).expect(201);

        assertThat(again.data()).isEqualTo(first.data());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        admin.upload(
                        UPLOAD,
                        Part.file("artifact", "a.jar", World.quiet(key, "1.0.1").bytes()))
                .expect(409, "REQUEST.IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void refusesWhatIsLargerThanTheInstallationAllows() {
        var content = new byte[World.MAX_ARTIFACT_BYTES];
        new Random(7).nextBytes(content);

        world.upload(World.quiet(World.extensionKey(), "1.0.0")
                        .file("large.bin", content)
                        .bytes())
                .expect(413, "EXTENSION.ARCHIVE_TOO_LARGE");
    }

    @Test
    void putsAYankedVersionOnOfferAgain() {
        var key = World.extensionKey();
        world.publish(World.quiet(key, "1.0.0").manifest("name", "First"));
        world.publish(World.quiet(key, "2.0.0").manifest("name", "Second"));
        yank(key, "2.0.0").expect(200);

        var offered = unyank(key, "2.0.0").expect(200);

        assertThat(offered.data().getString("latestVersion")).isEqualTo("2.0.0");
        assertThat(offered.data().getString("name")).isEqualTo("Second");
        assertThat(offered.data().getJsonArray("versions").getJsonObject(0).getBoolean("yanked"))
                .isFalse();
        assertThat(unyank(key, "2.0.0").expect(200).header("ETag"))
                .as("what is on offer stays as it is")
                .isEqualTo(offered.header("ETag"));
    }

    private static Response unyank(String key, String version) {
        return world.asAdministrator().delete(UPLOAD + "/" + key + "/versions/" + version + "/yank");
    }

    private static Response yank(String key, String version) {
        return world.asAdministrator().post(UPLOAD + "/" + key + "/versions/" + version + "/yank", null);
    }

    private static Stream<String> versions(JsonObject extension) {
        return extension.getJsonArray("versions").stream()
                .map(JsonObject.class::cast)
                .map(version -> version.getString("version"));
    }

    private static List<String> names(Response listed) {
        return listed.expect(200).list().stream()
                .map(JsonObject.class::cast)
                .map(extension -> extension.getString("name"))
                .toList();
    }
}
