package dev.guildhall.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.digest.Sha256;
import dev.guildhall.core.id.UserId;
import dev.guildhall.testkit.HttpTester;
import dev.guildhall.testkit.HttpTester.Response;
import dev.guildhall.testkit.TestOrganization;
import dev.guildhall.testkit.TestProduct;
import dev.guildhall.testkit.TestWorkspace;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** An organization with a workspace, a member of both who sits at a browser, and an application with a secret. */
final class OauthWorld {

    static final String CALLBACK = "https://assistant.acme.example/callback";
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    final TestProduct product;
    final TestOrganization organization;
    final TestWorkspace workspace;
    final UserId ada;
    final HttpTester browser;
    final JsonObject client;

    OauthWorld(TestProduct product) {
        this.product = product;
        this.organization = product.organization();
        this.workspace = organization.workspace();
        this.ada = organization.member("MEMBER");
        product.asAdministrator()
                .post(workspace.path() + "/members", TestProduct.member(ada, "MEMBER"))
                .expect(200);
        this.browser = browserOf(ada);
        this.client = register(confidential());
    }

    static JsonObject confidential() {
        return anyClient().put("confidential", true);
    }

    static JsonObject anyClient() {
        return new JsonObject()
                .put("name", "Acme Assistant")
                .put("redirectUris", new JsonArray().add(CALLBACK))
                .put("grantTypes", new JsonArray().add("AUTHORIZATION_CODE"))
                .put(
                        "scopes",
                        new JsonArray()
                                .add("workspace.read")
                                .add("members.read")
                                .add("roles.*"));
    }

    String clientsPath() {
        return organization.path() + "/oauth/clients";
    }

    JsonObject register(JsonObject wanted) {
        return organization.asOwner().post(clientsPath(), wanted).expect(201).data();
    }

    /** One of the platform, which is for the members of all organizations. */
    JsonObject registerForAll(JsonObject wanted) {
        return product.asAdministrator()
                .post("/api/admin/oauth/clients", wanted)
                .expect(201)
                .data();
    }

    /** A browser in which somebody has signed in. */
    HttpTester browserOf(UserId user) {
        var cookie = product.signIn(user).expect(200).header("Set-Cookie");
        return product.asNobody().withHeader("Cookie", cookie.substring(0, cookie.indexOf(';')));
    }

    static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(verifier));
    }

    /** What an application sends a browser with. */
    static Map<String, String> request(JsonObject client) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("client_id", client.getString("id"));
        parameters.put("response_type", "code");
        parameters.put("redirect_uri", CALLBACK);
        parameters.put("scope", "workspace.read");
        parameters.put("state", "s-1");
        parameters.put("code_challenge", challenge(VERIFIER));
        parameters.put("code_challenge_method", "S256");
        return parameters;
    }

    static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        var changed = new LinkedHashMap<>(parameters);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return changed;
    }

    static String encoded(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                .collect(joining("&"));
    }

    Response authorize(HttpTester by, Map<String, String> parameters) {
        return by.get("/oauth/authorize?" + encoded(parameters));
    }

    /** What the page posts when somebody presses one of its buttons. */
    Response decide(HttpTester by, Map<String, String> parameters, String decision) {
        return form(by, "/oauth/authorize", Map.of("request", encoded(parameters), "decision", decision));
    }

    static Response form(HttpTester by, String path, Map<String, String> fields) {
        return by.withHeader("Content-Type", "application/x-www-form-urlencoded")
                .send("POST", path, encoded(fields));
    }

    /** What the application's address is called with at the end. */
    static Map<String, String> back(Response response) {
        return parameters(URI.create(response.expect(303).header("Location")));
    }

    static Map<String, String> parameters(URI address) {
        var parameters = new LinkedHashMap<String, String>();
        Arrays.stream(address.getRawQuery().split("&"))
                .map(each -> each.split("=", 2))
                .forEach(each -> parameters.put(each[0], URLDecoder.decode(each[1], UTF_8)));
        return parameters;
    }

    /** A code that Ada lets an application have. */
    String code(JsonObject application) {
        return code(application, request(application));
    }

    String code(JsonObject application, Map<String, String> parameters) {
        var back = back(decide(browser, parameters, "ALLOW"));
        assertThat(back).as(application.getString("name")).containsKey("code");
        return back.get("code");
    }

    Response exchange(JsonObject application, String code) {
        return token(application, exchanging(code));
    }

    static Map<String, String> exchanging(String code) {
        return Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", CALLBACK,
                "code_verifier", VERIFIER);
    }

    /** What an application asks of an endpoint, with its secret if it has one. */
    Response ask(JsonObject application, String endpoint, Map<String, String> fields) {
        return form(product.asNobody(), "/oauth/" + endpoint, identified(application, fields));
    }

    private static Map<String, String> identified(JsonObject application, Map<String, String> fields) {
        var all = with(fields, "client_id", application.getString("id"));
        return with(all, "client_secret", application.getString("clientSecret"));
    }

    Response token(JsonObject application, Map<String, String> fields) {
        return ask(application, "token", fields);
    }

    CompletableFuture<Response> tokenAsync(JsonObject application, Map<String, String> fields) {
        var json = new JsonObject();
        identified(application, fields).forEach(json::put);
        return product.asNobody().sendAsync("POST", "/oauth/token", json);
    }

    /** What Ada lets an application have, to the end. */
    JsonObject tokens(JsonObject application) {
        return exchange(application, code(application)).expect(200).json();
    }

    Response refresh(JsonObject application, JsonObject tokens) {
        return token(
                application, Map.of("grant_type", "refresh_token", "refresh_token", tokens.getString("refresh_token")));
    }

    /** What somebody is answered who reads the workspace with an access token. */
    Response read(JsonObject tokens) {
        return with(tokens).get(workspace.path());
    }

    HttpTester with(JsonObject tokens) {
        return product.asNobody().withBearer(tokens.getString("access_token"));
    }

    static void refused(Response response, int status, String error) {
        response.expect(status);
        assertThat(response.json().getString("error")).as(response.body()).isEqualTo(error);
        assertThat(response.json().getString("error_description")).matches("[ -~&&[^\"\\\\]]+");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    }
}
