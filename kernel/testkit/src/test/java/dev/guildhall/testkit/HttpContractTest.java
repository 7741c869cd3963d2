package dev.guildhall.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Access;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.Permission.Level;
import dev.guildhall.core.security.VisibleWorkspaces;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HttpContractTest {

    private static final Permission NOTES_READ = new Permission("notes.read", "Read notes", Level.VIEWER);
    private static final Permission NOTES_WRITE = new Permission("notes.write", "Write notes", Level.TOOL_RUNNER);

    @RegisterExtension
    static final TestBench BENCH = new TestBench();

    private static final WorkspaceId ACME = new WorkspaceId(Ids.next());
    private static final UserId READER = new UserId(Ids.next());
    private static final UserId STRANGER = new UserId(Ids.next());

    private static HttpTester anyone;
    private static HttpTester reader;
    private static HttpTester stranger;

    @BeforeAll
    static void serve() {
        anyone = BENCH.serve(new SlowAuthenticator(), new ReaderOfAcme(), module(new Notes()));
        reader = anyone.withBearer(TestAuthenticator.user(READER));
        stranger = anyone.withBearer(TestAuthenticator.user(STRANGER));
    }

    @Test
    void aValidRequestReachesItsHandlerWithItsBody() {
        var answer = reader.post("/api/notes", note()).expect(201);

        assertThat(answer.header("Location")).isEqualTo("/api/notes/1");
        assertThat(answer.data().getString("title")).isEqualTo("Minutes");
    }

    @Test
    void everyFieldAtFaultIsNamed() {
        var body = new JsonObject()
                .put("title", "")
                .put("author", new JsonObject().put("age", -1))
                .put("tags", new JsonArray().add(7))
                .put("colour", "red");

        var error = reader.post("/api/notes", body).expect(400, "REQUEST.INVALID");

        assertThat(fields(error)).containsExactlyInAnyOrder("title", "author.name", "author.age", "tags.0", "colour");
        assertThat(error.body()).doesNotContain("does not match schema");
    }

    @Test
    void whatTheContractCannotTellIsNamedWithWhatItCan() {
        var body = new JsonObject()
                .put("title", "untitled")
                .put("author", new JsonObject().put("name", 7))
                .put("colour", "red");

        var error = reader.post("/api/notes", body).expect(400, "REQUEST.INVALID");

        assertThat(fields(error)).containsExactlyInAnyOrder("title", "author.name", "colour");
        assertThat(fields(reader.post("/api/notes", new JsonObject().put("title", 7))))
                .containsExactlyInAnyOrder("title", "author");
    }

    @Test
    void whoUsesWhatIsDeprecatedIsToldSinceWhenAndForHowLong() {
        var operation = reader.get("/api/notes/tagged").expect(200);
        var parameter = reader.get("/api/notes?everything=true").expect(200);
        var neither = reader.get("/api/notes").expect(200);

        assertThat(operation.header("Deprecation")).isEqualTo("@1767225600");
        assertThat(operation.header("Sunset")).isEqualTo("Fri, 1 Jan 2027 00:00:00 GMT");
        assertThat(parameter.header("Deprecation")).isEqualTo("@1769904000");
        assertThat(parameter.header("Sunset")).isNull();
        assertThat(neither.header("Deprecation")).isNull();
    }

    @Test
    void aMissingFieldIsNamedByItself() {
        var error =
                reader.post("/api/notes", new JsonObject().put("title", "x")).expect(400, "REQUEST.INVALID");

        assertThat(fields(error)).containsExactly("author");
    }

    @Test
    void malformedJsonIsTheClientsFault() {
        for (var body : List.of("{", "", "nonsense", "{\"title\":\"a\"", "[1,2", "\"text\"", "{\"a\":\u0000}")) {
            reader.send("POST", "/api/notes", body).expect(400, "REQUEST.INVALID");
        }
    }

    @Test
    void whatIsNoJsonIsToldWithItsPlace() {
        var error = reader.send("POST", "/api/notes", "{\"title\": \"a\",").expect(400, "REQUEST.INVALID");

        assertThat(error.body()).contains("not valid JSON (line 1, column").doesNotContain("Source");
        assertThat(reader.send("POST", "/api/notes", "")
                        .expect(400, "REQUEST.INVALID")
                        .body())
                .contains("A body of JSON is required");
    }

    @Test
    void aTextThatNothingCanKeepIsNamed() {
        var nul = note().put("title", "a\u0000b");
        // As a client in another language writes it.
        var half = note().encode().replace("Ada", "\\ud83d");

        assertThat(fields(reader.post("/api/notes", nul).expect(400, "REQUEST.INVALID")))
                .containsExactly("title");
        assertThat(fields(reader.send("POST", "/api/notes", half).expect(400, "REQUEST.INVALID")))
                .containsExactly("author.name");
    }

    @Test
    void deeplyNestedJsonIsTheClientsFault() {
        var body = "{\"title\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}";

        reader.send("POST", "/api/notes", body).expect(400, "REQUEST.INVALID");
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        reader.withHeader("Content-Type", "text/plain")
                .send("POST", "/api/notes", note().encode())
                .expect(415, "REQUEST.UNSUPPORTED_MEDIA_TYPE");
        reader.withHeader("Content-Type", "multipart/form-data; boundary=x")
                .send("POST", "/api/notes", note().encode())
                .expect(415, "REQUEST.UNSUPPORTED_MEDIA_TYPE");
        reader.withHeader("Content-Type", "application/json-patch+json")
                .send("POST", "/api/notes", note().encode())
                .expect(415, "REQUEST.UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void theTypeOfABodyIsReadAsMediaTypesAre() {
        for (var json : List.of("APPLICATION/JSON", "application/json;charset=UTF-8", "Application/Json ; x=y")) {
            reader.withHeader("Content-Type", json)
                    .send("POST", "/api/notes", note().encode())
                    .expect(201);
        }
        for (var other : List.of("application/jsonp", "application/json5", "json", ";")) {
            reader.withHeader("Content-Type", other)
                    .send("POST", "/api/notes", note().encode())
                    .expect(415, "REQUEST.UNSUPPORTED_MEDIA_TYPE");
        }
    }

    @Test
    void anOversizedBodyIsRefused() {
        var body = new JsonObject().put("title", "x".repeat(2_000_000));

        reader.post("/api/notes", body).expect(413, "REQUEST.TOO_LARGE");
    }

    @Test
    void parametersOfTheWrongTypeAreRefusedByName() {
        assertThat(fields(anyone.get("/api/notes?pageSize=-1").expect(400, "REQUEST.INVALID")))
                .containsExactly("pageSize");
        anyone.get("/api/notes?pageSize=many").expect(400, "REQUEST.INVALID");
        anyone.get("/api/notes?pageSize=5").expect(200);
    }

    @Test
    void whatDoesNotExistIsSaidInTheSameEnvelope() {
        anyone.get("/api/nothing").expect(404, "RESOURCE.NOT_FOUND");
    }

    @Test
    void aMethodThatIsNotTakenIsToldWhichAre() {
        var refused = anyone.send("PATCH", "/api/notes", "{}").expect(405, "REQUEST.METHOD_NOT_ALLOWED");

        assertThat(refused.header("Allow")).isEqualTo("GET, HEAD, POST");
        assertThat(anyone.send("POST", "/api/workspaces/" + ACME + "/people/" + READER, "")
                        .expect(405, "REQUEST.METHOD_NOT_ALLOWED")
                        .header("Allow"))
                .isEqualTo("DELETE");
    }

    @Test
    void whatIsHardlyHttpGetsAClearAnswerToo() throws IOException {
        assertThat(raw("GET /api/notes/%zz HTTP/1.1\r\nHost: a\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /api/workspaces/%ff/notes HTTP/1.1\r\nHost: a\r\n")).startsWith("HTTP/1.1 40");
        assertThat(raw("GET /api/notes HTTP/1.1\r\nHost: a\r\nX-Big: " + "x".repeat(40_000) + "\r\n"))
                .contains(" 431 ", "REQUEST.HEADERS_TOO_LARGE");
        assertThat(raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n"))
                .contains(" 414 ");
        assertThat(raw("NONSENSE\r\n")).contains(" 400 ", "REQUEST.INVALID");
        assertThat(raw("GET /api/notes HTTP/1.1\r\n"))
                .contains(" 400 ", "REQUEST.INVALID", "'Host' header", "X-Request-Id");
    }

    private static String raw(String head) throws IOException {
        var address = URI.create(anyone.base());
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void problemsAreToldInTheFormOfRfc9457WhenAskedFor() {
        var problem = anyone.withHeader("Accept", "application/problem+json").get("/api/notes/failing");

        assertThat(problem.status()).isEqualTo(401);
        assertThat(problem.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(problem.json().getInteger("status")).isEqualTo(401);
        assertThat(problem.json().getString("code")).isEqualTo("AUTH.REQUIRED");
    }

    @Test
    void theFormOfAProblemIsTheOneThatIsPreferred() {
        var envelope = "application/json";
        var problem = "application/problem+json";

        assertThat(formOf("application/problem+json;q=0.5, application/json")).isEqualTo(envelope);
        assertThat(formOf("application/problem+json;q=0")).isEqualTo(envelope);
        assertThat(formOf("*/*")).isEqualTo(envelope);
        assertThat(formOf("application/*, text/html;q=0.1")).isEqualTo(envelope);
        assertThat(formOf("Application/Problem+JSON, application/json;q=0.9")).isEqualTo(problem);
        assertThat(formOf("application/json, application/problem+json")).isEqualTo(problem);
        assertThat(formOf("*/*;q=0.1, application/problem+json")).isEqualTo(problem);
        assertThat(formOf("not a media type;q=much, ,")).isEqualTo(envelope);
    }

    private static String formOf(String accept) {
        return anyone.withHeader("Accept", accept).get("/api/notes/failing").header("Content-Type");
    }

    @Test
    void aBugIsReportedWithoutItsInsides() {
        var error = reader.get("/api/notes/failing").expect(500, "SERVICE.INTERNAL");

        assertThat(error.body()).doesNotContain("the secret of the handler").doesNotContain("IllegalState");
    }

    @Test
    void aRequestIdIsEchoedWhenItIsSaneAndMadeWhenItIsNot() {
        assertThat(anyone.withHeader("X-Request-Id", "abc-123")
                        .get("/api/notes")
                        .header("X-Request-Id"))
                .isEqualTo("abc-123");
        assertThat(anyone.withHeader("X-Request-Id", "<script>")
                        .get("/api/notes")
                        .header("X-Request-Id"))
                .hasSize(36);
    }

    @Test
    void withoutACredentialNothingIsLearned() {
        var error = anyone.send("POST", "/api/notes", "{").expect(401, "AUTH.REQUIRED");

        assertThat(error.header("WWW-Authenticate")).isEqualTo("Bearer");
        anyone.withBearer("forged").get("/api/notes/admin").expect(401, "AUTH.TOKEN_INVALID");
        anyone.withHeader("Authorization", "Basic YTpi").get("/api/notes/admin").expect(401, "AUTH.TOKEN_INVALID");
    }

    @Test
    void onlyAdministratorsPassWhereAdministratorsAreAsked() {
        reader.get("/api/notes/admin").expect(403, "ACCESS.DENIED");
        anyone.withBearer(TestAuthenticator.admin(READER))
                .get("/api/notes/admin")
                .expect(200);
    }

    @Test
    void anOutsiderCannotTellAWorkspaceFromNone() {
        var hidden = stranger.withHeader("X-Request-Id", "same").get("/api/workspaces/" + ACME + "/notes");
        var missing = stranger.withHeader("X-Request-Id", "same").get("/api/workspaces/" + Ids.next() + "/notes");

        hidden.expect(404, "WORKSPACE.NOT_FOUND");
        missing.expect(404, "WORKSPACE.NOT_FOUND");
        assertThat(hidden.body()).isEqualTo(missing.body());
    }

    @Test
    void aMemberWithoutThePermissionIsToldWhichOne() {
        reader.get("/api/workspaces/" + ACME + "/notes").expect(200);

        var error =
                reader.send("POST", "/api/workspaces/" + ACME + "/notes", "{").expect(403, "ACCESS.DENIED");

        assertThat(error.body()).contains("notes.write");
    }

    @Test
    void whoeverIsMeantThemselvesNeedsNoPermission() {
        reader.delete("/api/workspaces/" + ACME + "/people/" + READER).expect(204);
        reader.delete("/api/workspaces/" + ACME + "/people/" + STRANGER).expect(403, "ACCESS.DENIED");
        stranger.delete("/api/workspaces/" + ACME + "/people/" + STRANGER).expect(404, "WORKSPACE.NOT_FOUND");
    }

    @Test
    void aMalformedWorkspaceIdIsTheClientsFault() {
        for (var id : List.of("1", "acme", "0-0-0-0-0", "%00", "019a9f6e-5a4c-7c3e-8e0b-0a6b1f3b2c1dZ")) {
            reader.get("/api/workspaces/" + id + "/notes").expect(400, "REQUEST.INVALID");
        }
    }

    @Test
    void theCookieCannotBeUsedToWriteFromAnotherSite() {
        var browser = anyone.withHeader("Cookie", "guildhall_session=" + READER);

        browser.post("/api/notes", note()).expect(201);
        browser.withHeader("Sec-Fetch-Site", "same-origin")
                .post("/api/notes", note())
                .expect(201);
        browser.withHeader("Origin", anyone.base()).post("/api/notes", note()).expect(201);
        browser.withHeader("Sec-Fetch-Site", "cross-site")
                .post("/api/notes", note())
                .expect(403, "AUTH.CROSS_SITE");
        browser.withHeader("Origin", "https://evil.example")
                .post("/api/notes", note())
                .expect(403, "AUTH.CROSS_SITE");
        browser.withHeader("Origin", "null").post("/api/notes", note()).expect(403, "AUTH.CROSS_SITE");
    }

    @Test
    void theCookieCountsOnlyWhereTheContractTakesIt() {
        var browser = anyone.withHeader("Cookie", "guildhall_session=" + READER);

        browser.get("/api/notes/failing").expect(500);
        browser.get("/api/notes/admin").expect(401, "AUTH.REQUIRED");
    }

    @Test
    void aPageOfAFriendlyOriginMayCallAndReadTheAnswer() {
        var page = anyone.withHeader("Origin", TestBench.FRIENDLY_ORIGIN);

        var leave = page.withHeader("Access-Control-Request-Method", "PATCH")
                .withHeader("Access-Control-Request-Headers", "authorization,if-match")
                .send("OPTIONS", "/api/notes", null);
        var answer = page.get("/api/notes").expect(200);

        assertThat(leave.status()).isEqualTo(204);
        assertThat(leave.header("Access-Control-Allow-Methods")).contains("PATCH", "DELETE", "PUT");
        assertThat(leave.header("Access-Control-Allow-Headers")).contains("if-match");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(TestBench.FRIENDLY_ORIGIN);
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("ETag");
    }

    @Test
    void aPageOfAnyOtherOriginGetsNoLeave() {
        var page = anyone.withHeader("Origin", "https://evil.example");

        var leave = page.withHeader("Access-Control-Request-Method", "POST").send("OPTIONS", "/api/notes", null);

        assertThat(leave.expect(204).header("Access-Control-Allow-Origin")).isNull();
        assertThat(page.get("/api/notes").expect(200).header("Access-Control-Allow-Origin"))
                .isNull();
    }

    @Test
    void aWildcardServesEverythingBelowItsPath() {
        reader.get("/api/notes/minutes/x/a/b/c").expect(200);
        anyone.get("/api/notes/minutes/x/a").expect(401, "AUTH.REQUIRED");
    }

    @Test
    void theContractIsServedAndSaysWhatIsServed() {
        var served = anyone.get("/api/openapi.json").expect(200).json();

        assertThat(served).isEqualTo(anyone.contract());
        assertThat(served.getJsonObject("paths").fieldNames()).contains("/api/notes", "/health/live");
        anyone.get("/health/live").expect(200);
        anyone.get("/health/ready").expect(200);
    }

    @Test
    void whoComesByABrowserIsLedOn() {
        var start = anyone.get("/").expect(200);

        assertThat(start.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(start.body()).contains("href=\"/docs\"", "href=\"/api/openapi.json\"");
        anyone.send("POST", "/", "{}").expect(405, "REQUEST.METHOD_NOT_ALLOWED");
        anyone.get("/nothing").expect(404, "RESOURCE.NOT_FOUND");
    }

    @Test
    void theContractIsServedForPeopleToo() {
        assertThat(anyone.get("/docs").expect(200).body()).contains("swagger-ui-bundle.js");
        assertThat(anyone.get("/docs/swagger-ui-bundle.js").expect(200).header("Content-Type"))
                .isEqualTo("text/javascript");
        assertThat(new JsonArray(anyone.get("/docs/contracts.json").expect(200).body()))
                .extracting(contract -> ((JsonObject) contract).getString("url"))
                .containsExactly("/api/openapi.json", "/api/webhooks.json");
        anyone.get("/docs/..%2Fopenapi%2Fapi.yaml").expect(404, "RESOURCE.NOT_FOUND");
    }

    @Test
    void anOperationWithoutAHandlerIsNotServedByOversight() {
        assertThatThrownBy(() -> BENCH.serve(new SlowAuthenticator(), new ReaderOfAcme(), module(new Forgetful())))
                .hasMessageContaining("without a handler")
                .hasMessageContaining("createNote");
    }

    @Test
    void anOperationIsNotServedWhosePermissionNobodyDeclares() {
        var served = Served.of("openapi/notes.yaml", new Notes(), NOTES_READ);

        assertThatThrownBy(() -> BENCH.serve(new SlowAuthenticator(), new ReaderOfAcme(), served))
                .hasMessageContaining("writeWorkspaceNote")
                .hasMessageContaining("notes.write");
    }

    static Served module(Api api) {
        return Served.of("openapi/notes.yaml", api, NOTES_READ, NOTES_WRITE);
    }

    private static JsonObject note() {
        return new JsonObject().put("title", "Minutes").put("author", new JsonObject().put("name", "Ada"));
    }

    private static List<String> fields(HttpTester.Response error) {
        return error.json().getJsonArray("details").stream()
                .map(detail -> ((JsonObject) detail).getString("field"))
                .toList();
    }

    static class Notes implements Api {

        @Override
        public void bind(Operations operations) {
            operations
                    .on(
                            "createNote",
                            BodyReader.of(Notes::requireTitled),
                            (request, note) -> Future.succeededFuture(ApiResponse.created("/api/notes/1", note)))
                    .on("failNote", request -> {
                        throw new IllegalStateException("the secret of the handler");
                    })
                    .on(
                            "slowNote",
                            request -> request.context()
                                    .vertx()
                                    .timer(800)
                                    .map(elapsed -> ApiResponse.ok(new JsonArray())))
                    .on(
                            "taggedNote",
                            request -> Future.succeededFuture(
                                    ApiResponse.ok(new JsonArray()).withRevision(7)))
                    .on("removePerson", request -> Future.succeededFuture(ApiResponse.noContent()));
            for (var id : List.of("listNotes", "adminNote", "workspaceNotes", "anyNotePath")) {
                operations.on(id, request -> Future.succeededFuture(ApiResponse.ok(new JsonArray())));
            }
            for (var id : List.of("writeWorkspaceNote", "largeNote", "openNote")) {
                operations.on(
                        id,
                        BodyReader.AS_IT_IS,
                        (request, note) -> Future.succeededFuture(ApiResponse.ok(new JsonArray())));
            }
        }

        private static JsonObject requireTitled(JsonObject note) {
            if (List.of("", "untitled").contains(note.getString("title", ""))) {
                throw CommonError.REQUEST_INVALID.onField("title", "title must be one");
            }
            return note;
        }
    }

    private static final class Forgetful extends Notes {

        @Override
        public void bind(Operations operations) {
            operations.on("listNotes", request -> Future.succeededFuture(ApiResponse.noContent()));
        }
    }

    /** Answers later than the body arrives, as a look-up in the database does. */
    private static final class SlowAuthenticator implements Authenticator {

        private final Authenticator quick = new TestAuthenticator();

        @Override
        public Future<Authentication> bearer(String token) {
            return BENCH.vertx().timer(20).compose(elapsed -> quick.bearer(token));
        }

        @Override
        public Future<Authentication> sessionCookie(String value) {
            return quick.sessionCookie(value);
        }
    }

    static final class ReaderOfAcme implements Authorizer {

        @Override
        public Future<Optional<Access>> access(Authentication by, Tenant workspace) {
            return Future.succeededFuture(
                    workspace.equals(ACME) && by.user().equals(READER)
                            ? Optional.of(new Access(ACME, "VIEWER", Set.of(NOTES_READ)))
                            : Optional.empty());
        }

        @Override
        public VisibleWorkspaces workspacesOf(Authentication by) {
            return new VisibleWorkspaces.OfUser(by.user(), false);
        }
    }
}
