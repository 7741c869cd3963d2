package dev.guildhall.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.event.TypePattern;
import dev.guildhall.core.schema.JsonSchemaValidator;
import dev.guildhall.host.ExtensionManifest.Runtime;
import dev.guildhall.spi.HttpVerb;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.semver4j.Semver;

class ExtensionManifestTest {

    @Test
    void readsEverythingTheContractNames() {
        var manifest = read("""
            {"id":"directory","version":"1.0.0","name":"Directory","description":"Contacts","publisher":"Guildhall","categories":["crm"],
             "requires":{"platform":">=1.0.0 <2.0.0","capabilities":[{"key":"search.index.put","version":"^1.0","optional":true}]},
             "runtime":"IN_PROCESS","serviceBaseUrl":null,"permissions":["members.read","events.publish"],"egress":["hooks.slack.com"],
             "provides":[{"key":"directory.contact.create","version":"1.0.0","input":{"type":"object"},"output":{"type":"object"}}],
             "consumesEvents":["member.*"],"publishesEvents":["directory.contact.created"],
             "configSchema":{"type":"object","properties":{"token":{"type":"string","writeOnly":true}}},
             "migrations":"migrations/","ui":{"pages":[{"id":"contacts","title":"Contacts","file":"index.html"}],"widgets":[],"navigation":[{"page":"contacts"}]}}\
            """);

        assertThat(manifest.label()).isEqualTo("directory@1.0.0");
        assertThat(manifest.runtime()).isEqualTo(Runtime.IN_PROCESS);
        assertThat(manifest.platform().includes(new Semver("1.4.0"))).isTrue();
        assertThat(manifest.requires())
                .containsExactly(
                        new ExtensionManifest.RequiredCapability("search.index.put", VersionRange.parse("^1.0"), true));
        assertThat(manifest.provides())
                .extracting(ExtensionManifest.ProvidedCapability::key)
                .containsExactly("directory.contact.create");
        assertThat(manifest.mayCall("directory.contact.create")).isTrue();
        assertThat(manifest.mayCall("search.index.put")).isTrue();
        assertThat(manifest.mayCall("billing.invoice.send")).isFalse();
        assertThat(manifest.mayCallHost("Hooks.Slack.com")).isTrue();
        assertThat(manifest.mayCallHost("slack.com")).isFalse();
        assertThat(manifest.consumes(TypePattern.parse("member.added"))).isTrue();
        assertThat(manifest.consumes(TypePattern.ALL)).isFalse();
        assertThat(manifest.publishes("directory.contact.created")).isTrue();
        assertThat(manifest.ui().page("contacts").orElseThrow().file()).isEqualTo("index.html");
        assertThat(manifest.ui().navigation()).containsExactly(new DeclaredUi.Entry("contacts", "Contacts"));
        assertThat(manifest.ui().folder()).isEqualTo("ui/");
    }

    @Test
    void fillsInWhatMayBeLeftOut() {
        var manifest = read("{\"id\":\"hello\",\"version\":\"0.1.0\",\"name\":\"Hello\"}");

        assertThat(manifest.runtime()).isEqualTo(Runtime.IN_PROCESS);
        assertThat(manifest.platform()).isEqualTo(VersionRange.ANY);
        assertThat(manifest.migrations()).isEqualTo("migrations/");
        assertThat(manifest.configSchema()).isEqualTo(new JsonObject().put("type", "object"));
        assertThat(manifest.provides()).isEmpty();
    }

    @Test
    void namesEveryFieldAtFaultAtOnce() {
        var refused = refusal(minimal()
                .put("id", "Not An Id")
                .put("version", "one")
                .put("name", 5)
                .put("color", "red")
                .put("egress", new JsonArray().add("https://example.com"))
                .put("requires", new JsonObject().put("platform", "newest").put("host", "x"))
                .put(
                        "provides",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("key", "create")
                                        .put("version", "1")
                                        .put("input", new JsonObject().put("type", "strin")))));

        assertThat(refused.code()).isEqualTo(ExtensionArchiveError.MANIFEST_INVALID);
        assertThat(refused.details())
                .extracting(Problem.Detail::field)
                .contains(
                        "id",
                        "version",
                        "name",
                        "color",
                        "egress.0",
                        "requires.platform",
                        "requires.host",
                        "provides.0.key",
                        "provides.0.version",
                        "provides.0.input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab1", "my-crm", "a-b-c", "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"})
    void acceptsReadableIds(String id) {
        assertThat(read(minimal().put("id", id).encode()).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ab",
                "1ab",
                "-ab",
                "ab-",
                "a--b",
                "aB1",
                "a_b",
                "a.b",
                "абв",
                "../x",
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmno"
            })
    void refusesOtherIds(String id) {
        assertThat(fieldsAtFault(minimal().put("id", id))).containsExactly("id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.0", "v1.0.0", "1.0.0+build", "01.0.0", "1.0.0 ", "latest", "1.0.99999999999"})
    void refusesVersionsThatAreNotSemantic(String version) {
        assertThat(fieldsAtFault(minimal().put("version", version))).containsExactly("version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^1.0",
                "~1.2.3",
                ">=1.0.0 <2.0.0",
                "1.x",
                "*",
                "1",
                "^1.0 || ^2.0",
                ">= 1.0.0",
                "=1.2.3",
                "^1.2.3-beta.1"
            })
    void acceptsRangesAsNpmWritesThem(String range) {
        assertThat(VersionRange.parse(range)).hasToString(range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "newest",
                "latest",
                ">=1.0.0,<2.0.0",
                "[1.0,2.0)",
                "^1.0 foo",
                "^1.0 ||",
                "<abc",
                "^^1",
                "1.2.3.4"
            })
    void refusesRangesThatWouldMeanSomethingElse(String range) {
        assertThat(fieldsAtFault(minimal().put("requires", new JsonObject().put("platform", range))))
                .containsExactly("requires.platform");
    }

    @ParameterizedTest
    @CsvSource({
        "^1.2, 1.2.0, true",
        "^1.2, 1.9.9, true",
        "^1.2, 2.0.0, false",
        "^1.2, 1.3.0-rc.1, false",
        ">=1.0.0 <2.0.0, 1.0.0, true",
        "^1 || ^3, 3.1.0, true",
        "*, 0.0.1, true"
    })
    void knowsWhichVersionsARangeIncludes(String range, String version, boolean included) {
        assertThat(VersionRange.parse(range).includes(new Semver(version))).isEqualTo(included);
    }

    @Test
    void isForCertainVersionsOfThePlatformOnly() {
        var manifest = read(minimal()
                .put("requires", new JsonObject().put("platform", ">=1.0.0 <2.0.0"))
                .encode());

        assertThatCode(() -> manifest.requirePlatform(new Semver("1.0.0-SNAPSHOT")))
                .doesNotThrowAnyException();
        var refused = catchThrowableOfType(Problem.class, () -> manifest.requirePlatform(new Semver("2.0.0")));
        assertThat(refused.code()).isEqualTo(ExtensionArchiveError.PLATFORM_UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "member.",
                ".added",
                "member..added",
                "*.added",
                "member.*.x",
                "member*",
                "member.ad ded",
                "mémber"
            })
    void refusesOtherPatterns(String pattern) {
        assertThat(fieldsAtFault(minimal().put("consumesEvents", new JsonArray().add(pattern))))
                .containsExactly("consumesEvents.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "example.com/x",
                "example.com:443",
                "*.com",
                "a b",
                "Example.com",
                "-x.com",
                "*x.com",
                ""
            })
    void refusesEgressThatIsNoHostName(String host) {
        assertThat(fieldsAtFault(minimal().put("egress", new JsonArray().add(host))))
                .containsExactly("egress.0");
    }

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, true", "*.example.com, api.example.com, true",
                "*.example.com, a.b.example.com, true",
        "*.example.com, example.com, false", "*.example.com, badexample.com, false", "*, anything.org, true",
        "localhost, localhost, true"
    })
    void matchesHosts(String pattern, String host, boolean matched) {
        assertThat(HostPattern.parse(pattern).matches(host)).isEqualTo(matched);
    }

    @Test
    void wantsTheAddressOfAnExternalService() {
        var external = minimal().put("runtime", "external_service");

        assertThat(fieldsAtFault(external.copy())).containsExactly("serviceBaseUrl");
        assertThat(fieldsAtFault(external.copy().put("serviceBaseUrl", "ftp://x")))
                .containsExactly("serviceBaseUrl");
        assertThat(fieldsAtFault(minimal().put("serviceBaseUrl", "https://x.example")))
                .containsExactly("serviceBaseUrl");
        assertThat(read(external.put("serviceBaseUrl", "https://x.example/base").encode())
                        .serviceBaseUrl())
                .hasValueSatisfying(url -> assertThat(url.getHost()).isEqualTo("x.example"));
    }

    @Test
    void takesSeveralVersionsOfACapabilityButNoneTwice() {
        var capability = new JsonObject().put("key", "hello.greeting.say").put("version", "1.0.0");
        var versions = new JsonArray().add(capability).add(capability.copy().put("version", "2.0.0"));
        var same = new JsonArray().add(capability).add(capability.copy());

        assertThat(read(minimal().put("provides", versions).encode()).provides())
                .extracting(offer -> offer.version().getVersion())
                .containsExactly("1.0.0", "2.0.0");
        assertThat(fieldsAtFault(minimal().put("provides", same))).containsExactly("provides");
    }

    @Test
    void readsRoutes() {
        var route = new JsonObject("""
            {"id":"contacts.show","method":"get","path":"/contacts/{id}","permission":"members.read","summary":"One"}
            """);

        assertThat(read(minimal().put("routes", new JsonArray().add(route)).encode())
                        .routes())
                .containsExactly(new ExtensionManifest.DeclaredRoute(
                        "contacts.show",
                        HttpVerb.GET,
                        "/contacts/{id}",
                        Optional.of("members.read"),
                        Optional.empty(),
                        "One"));
    }

    @Test
    void readsRoutesThatASignatureOpens() {
        var manifest =
                read(signed("{'scheme':'github','secret':'hooks.secret'}").encode());

        assertThat(manifest.webhook("/hooks/main")).hasValueSatisfying(webhook -> {
            assertThat(webhook.pathParameters()).containsEntry("name", "main");
            assertThat(webhook.route().signature())
                    .contains(new ExtensionManifest.Signature(
                            WebhookScheme.GITHUB, "x-hub-signature-256", "hooks.secret"));
        });
        assertThat(manifest.webhook("/hooks")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'scheme':'rot13','secret':'hooks.secret'}                             | routes.0.signature.scheme",
                "{'scheme':'github','secret':'hooks.open'}                              | routes.0.signature.secret",
                "{'scheme':'github','secret':'nowhere'}                                 | routes.0.signature.secret",
                "{'scheme':'github','secret':'hooks.secret','header':'x-sign'}          | routes.0.signature.header",
                "{'scheme':'hmac_sha256','secret':'hooks.secret'}                       | routes.0.signature.header",
                "{'scheme':'hmac_sha256','secret':'hooks.secret','header':'X Sign'}     | routes.0.signature.header"
            })
    void refusesSignaturesThatCannotBeVerified(String signature, String field) {
        assertThat(fieldsAtFault(signed(signature))).containsExactly(field);
    }

    @Test
    void wantsAPermissionOrASignatureAndNotBoth() {
        var both = signed("{'scheme':'github','secret':'hooks.secret'}");
        both.getJsonArray("routes").getJsonObject(0).put("permission", "members.read");
        var fetched = signed("{'scheme':'github','secret':'hooks.secret'}");
        fetched.getJsonArray("routes").getJsonObject(0).put("method", "GET");

        assertThat(fieldsAtFault(both)).containsExactly("routes.0.permission");
        assertThat(fieldsAtFault(fetched)).containsExactly("routes.0.method");
    }

    private static JsonObject signed(String signature) {
        return minimal()
                .put("configSchema", new JsonObject("""
                    {"type":"object","properties":{"hooks":{"type":"object","properties":{
                      "secret":{"type":"string","writeOnly":true},"open":{"type":"string"}}}}}
                    """))
                .put(
                        "routes",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", "hook")
                                        .put("method", "POST")
                                        .put("path", "/hooks/{name}")
                                        .put("signature", new JsonObject(signature.replace('\'', '"')))));
    }

    @ParameterizedTest
    @CsvSource({
        "id, '', routes.0.id",
        "id, a b, routes.0.id",
        "method, FETCH, routes.0.method",
        "path, contacts, routes.0.path",
        "path, /a b, routes.0.path",
        "path, /{a}/{a}, routes.0.path",
        "permission, members, routes.0.permission"
    })
    void refusesRoutesThatCannotBeServed(String field, String value, String at) {
        var route = new JsonObject("""
            {"id":"a","method":"GET","path":"/a","permission":"members.read"}
            """).put(field, value);

        assertThat(fieldsAtFault(minimal().put("routes", new JsonArray().add(route))))
                .containsExactly(at);
    }

    @Test
    void refusesTwoRoutesOfOneNameOrForTheSameRequests() {
        var route = new JsonObject("""
            {"id":"a","method":"GET","path":"/{x}","permission":"members.read"}
            """);
        var sameName = new JsonArray().add(route).add(route.copy().put("path", "/b"));
        var sameRequests =
                new JsonArray().add(route).add(route.copy().put("id", "b").put("path", "/{y}"));

        assertThat(fieldsAtFault(minimal().put("routes", sameName))).containsExactly("routes");
        assertThat(fieldsAtFault(minimal().put("routes", sameRequests))).containsExactly("routes.1.path");
    }

    @Test
    void knowsOneFormatAndTakesAManifestThatDoesNotSayWhich() {
        assertThat(read(minimal().put("manifest", 1).put("$schema", "x").encode())
                        .format())
                .isEqualTo(1);
        assertThat(read(minimal().encode()).format()).isZero();
        for (var other : List.of(0, 2, "1", 1.5)) {
            assertThat(fieldsAtFault(minimal().put("manifest", other))).containsExactly("manifest");
        }
    }

    @Test
    void namesATextThatNothingCanKeep() {
        assertThat(fieldsAtFault(minimal().put("description", "a\u0000b"))).containsExactly("description");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "5",
                "{",
                "{\"id\":\"a\",\"id\":\"b\"}",
                "{} {}",
                "{'id':1}",
                "// x\n{}",
                "\u0000",
            })
    void refusesWhatIsNotOneJsonObject(String text) {
        var refused = catchThrowableOfType(Problem.class, () -> read(text));

        assertThat(refused.code()).isEqualTo(ExtensionArchiveError.MANIFEST_INVALID);
    }

    @Test
    void boundsSizesAndCounts() {
        var many = new JsonArray();
        for (var i = 0; i < 101; i++) {
            many.add("host" + i + ".example.com");
        }

        assertThat(fieldsAtFault(minimal().put("egress", many))).containsExactly("egress");
        assertThat(fieldsAtFault(minimal().put("name", "x".repeat(101)))).containsExactly("name");
        assertThat(refusal(minimal().put("description", "x".repeat(300_000))).getMessage())
                .contains("bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id | Hello",
                "version | one",
                "name | ''",
                "manifest | 2",
                "permissions | [5]",
                "egress | {}",
                "provides | [{'key':'a.b.c'}]",
                "provides | [{'key':'a','version':'1.0.0'}]",
                "unknown | 1",
                "routes | [{'id':'a','method':'GET','path':'a','permission':'a.b'}]",
                "routes | [{'id':'a'}]",
                "requires | {'other':1}",
                "declares | [{'name':'hello.a'}]",
                "migrations | ../",
                "configSchema | {'type':'array'}"
            })
    void itsPublishedSchemaRefusesWhatTheReaderRefuses(String field, String value) {
        var text = value.replace('\'', '"');
        var json = text.matches("[\\[{0-9].*") ? Json.decodeValue(text) : text.replace("\"\"", "");
        var manifest = minimal().put(field, json);

        assertThat(fieldsAtFault(manifest)).isNotEmpty();
        assertThat(SCHEMA.faults(manifest)).isNotEmpty();
    }

    private static final JsonObject UI = new JsonObject("""
            {"folder":"web/","pages":[{"id":"a","title":"A","file":"a/b.html","permission":"a.b"}],
             "widgets":[{"id":"w","title":"W","file":"w.html","height":80}],"navigation":[{"page":"a","title":"Aa"}]}
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'pages':[{'title':'A','file':'a.html'}]}                            | ui.pages.0.id",
                "{'pages':[{'id':'a','title':'A','file':'../a.html'}]}                | ui.pages.0.file",
                "{'pages':[{'id':'a','title':'A','file':'/a.html'}]}                  | ui.pages.0.file",
                "{'pages':[{'id':'a','title':'A','file':'a.js'}]}                     | ui.pages.0.file",
                "{'pages':[{'id':'a','title':' ','file':'a.html'}]}                   | ui.pages.0.title",
                "{'pages':[{'id':'a','title':'A','file':'a.html','height':100}]}      | ui.pages.0.height",
                "{'pages':[{'id':'a','title':'A','file':'a.html','permission':'x'}]}  | ui.pages.0.permission",
                "{'widgets':[{'id':'a','title':'A','file':'a.html','height':7}]}      | ui.widgets.0.height",
                "{'navigation':[{'page':'a'}]}                                        | ui.navigation.0.page",
                "{'folder':'../'}                                                     | ui.folder",
                "{'menus':[]}                                                         | ui.menus"
            })
    void refusesPagesThatCannotBeShown(String ui, String field) {
        var json = new JsonObject(ui.replace('\'', '"'));

        assertThat(fieldsAtFault(minimal().put("ui", json))).containsExactly(field);
    }

    @Test
    void itsPublishedSchemaTakesWhatTheReaderTakes() {
        var everything = minimal()
                .put("manifest", 1)
                .put("$schema", "https://guildhall.example/api/schemas/extension-manifest.json")
                .put(
                        "requires",
                        new JsonObject("{'platform':'>=1','capabilities':[{'key':'a.b.c','version':'^1.0'}]}"
                                .replace('\'', '"')))
                .put(
                        "declares",
                        new JsonArray(
                                "[{'name':'hello.manage','description':'x','heldWith':'a.b'}]".replace('\'', '"')))
                .put(
                        "provides",
                        new JsonArray(
                                "[{'key':'a.b.c','version':'1.0.0','permission':'hello.manage'}]".replace('\'', '"')))
                .put(
                        "routes",
                        new JsonArray("[{'id':'a','method':'get','path':'/','permission':'a.b'}]".replace('\'', '"')))
                .put("publisher", (String) null)
                .put("ui", UI);

        for (var manifest : List.of(minimal(), everything)) {
            read(manifest.encode());
            assertThat(SCHEMA.faults(manifest)).isEmpty();
        }
    }

    @Test
    void refusesPermissionsOfItsOwnThatDoNotBeginWithItsId() {
        var own = new JsonArray("[{\"name\":\"members.manage\",\"description\":\"x\",\"heldWith\":\"members.read\"}]");

        assertThat(fieldsAtFault(minimal().put("declares", own))).containsExactly("declares.0.name");
    }

    @Test
    void readsJobs() {
        var jobs = new JsonArray("""
            [{"id":"digest","cron":"30 7 * * 1-5","timeZone":"Europe/Berlin","timeout":"PT5M","summary":"Mails"},
             {"id":"sync","every":"PT15M"},{"id":"send"}]
            """);

        var read = read(minimal().put("jobs", jobs).encode()).jobs();

        assertThat(read)
                .extracting(job -> job.schedule().map(Object::toString).orElse("-"))
                .containsExactly("30 7 * * 1-5 Europe/Berlin", "PT15M", "-");
        assertThat(read)
                .extracting(ExtensionManifest.DeclaredJob::timeout)
                .containsExactly(Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':'a b'}                                   | jobs.0.id",
                "{'id':'a','cron':'every day'}                  | jobs.0.cron",
                "{'id':'a','cron':'61 * * * *'}                 | jobs.0.cron",
                "{'id':'a','cron':'* * * * * *'}                | jobs.0.cron",
                "{'id':'a','cron':'0 0 30 2 *'}                 | jobs.0.cron",
                "{'id':'a','cron':'0 0 * * *','every':'PT1H'}   | jobs.0.every",
                "{'id':'a','cron':'0 0 * * *','timeZone':'Mars'}| jobs.0.timeZone",
                "{'id':'a','timeZone':'UTC'}                    | jobs.0.timeZone",
                "{'id':'a','every':'PT1S'}                      | jobs.0.every",
                "{'id':'a','every':'hourly'}                    | jobs.0.every",
                "{'id':'a','timeout':'PT2H'}                    | jobs.0.timeout",
                "{'id':'a','retries':1}                         | jobs.0.retries"
            })
    void refusesJobsThatCannotBeDone(String job, String field) {
        assertThat(fieldsAtFault(minimal().put("jobs", new JsonArray().add(new JsonObject(job.replace('\'', '"'))))))
                .containsExactly(field);
    }

    private static final JsonSchemaValidator SCHEMA = new JsonSchemaValidator(ManifestSchema.json());

    private static JsonObject describing(String events) {
        return minimal()
                .put("publishesEvents", new JsonArray().add("hello.page.read").add("hello.page.shut"))
                .put("events", new JsonArray(events.replace('\'', '"')));
    }

    @Test
    void knowsWhatIsWrongWithTheDataOfAnEventThatItDescribes() {
        var manifest = read(describing("""
                [{'type':'hello.page.read','description':'A page was read.','data':{'type':'object',
                  'required':['page'],'properties':{'page':{'type':'integer'}}}},
                 {'type':'hello.page.shut','description':'Of this nothing is said.'}]""").encode());

        assertThat(manifest.faults("hello.page.read", new JsonObject().put("page", 7)))
                .isEmpty();
        assertThat(manifest.faults("hello.page.read", new JsonObject().put("page", "seven")))
                .extracting(Problem.Detail::field)
                .containsExactly("page");
        assertThat(manifest.faults("hello.page.read", new JsonArray())).hasSize(1);
        assertThat(manifest.faults("hello.page.shut", new JsonArray())).isEmpty();
        assertThat(manifest.faults("hello.page.torn", new JsonArray())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{'type':'hello.page.torn','description':'x'}]                              | events.0.type",
                "[{'type':'hello.page.*','description':'x'}]                                 | events.0.type",
                "[{'type':'hello.page.read'}]                                                | events.0.description",
                "[{'type':'hello.page.read','description':'x','data':{'type':'string'}}]     | events.0.data",
                "[{'type':'hello.page.read','description':'x','data':7}]                     | events.0.data",
                "[{'type':'hello.page.read','description':'x','color':'red'}]                | events.0.color",
                "[{'type':'hello.page.read','description':'x'},{'type':'hello.page.read','description':'y'}] | events"
            })
    void namesWhatIsWrongWithTheDescriptionOfAnEvent(String events, String field) {
        assertThat(fieldsAtFault(describing(events))).containsExactly(field);
    }

    private static JsonObject minimal() {
        return new JsonObject().put("id", "hello").put("version", "1.0.0").put("name", "Hello");
    }

    private static ExtensionManifest read(String json) {
        return ExtensionManifest.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Problem refusal(JsonObject manifest) {
        return catchThrowableOfType(Problem.class, () -> read(manifest.encode()));
    }

    private static List<String> fieldsAtFault(JsonObject manifest) {
        return refusal(manifest).details().stream().map(Problem.Detail::field).toList();
    }
}
