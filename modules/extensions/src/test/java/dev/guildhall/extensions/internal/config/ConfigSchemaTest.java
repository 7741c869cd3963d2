package dev.guildhall.extensions.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.config.Secret;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.secret.MasterKey;
import dev.guildhall.core.secret.SecretBox;
import dev.guildhall.core.secret.SecretUnreadableException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ConfigSchemaTest {

    private static final SecretBox BOX =
            new SecretBox(MasterKey.of(new Secret("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")));

    private static final ConfigSchema NESTED = schema("""
            {"type":"object","required":["url"],"additionalProperties":false,
             "properties":{
               "url":{"type":"string","minLength":3},
               "retries":{"type":"integer","default":3},
               "token":{"type":"string","writeOnly":true,"minLength":8,"pattern":"^[a-z]+$"},
               "smtp":{"type":"object","properties":{
                 "port":{"type":"integer","default":25},
                 "password":{"$ref":"#/$defs/secret"}}},
               "servers":{"type":"array","items":{"type":"object","properties":{
                 "name":{"type":"string","default":"main"},
                 "key":{"$ref":"#/$defs/secret"}}}}},
             "patternProperties":{"^x-":{"anyOf":[{"type":"integer"},{"$ref":"#/$defs/secret"}]}},
             "$defs":{"secret":{"type":"string","writeOnly":true}}}""");

    @Test
    void fillsInDefaultsInEveryObjectThatIsThere() {
        var config = NESTED.read(json("""
                {"url":"abc","smtp":{},"servers":[{},{"name":"other"}]}"""));

        assertThat(config.clear()).isEqualTo(json("""
                {"url":"abc","retries":3,"smtp":{"port":25},"servers":[{"name":"main"},{"name":"other"}]}"""));
    }

    @Test
    void namesEveryFieldAtFault() {
        var problem = refusal(() -> NESTED.read(json("""
                {"retries":"many","colour":"red","smtp":{"port":"x"}}""")));

        assertThat(problem.details())
                .extracting(Problem.Detail::field)
                .contains("config.url", "config.retries", "config.colour", "config.smtp.port");
        assertThat(problem.details())
                .allSatisfy(detail -> assertThat(detail.message()).startsWith("config."));
    }

    @Test
    void tellsNothingOfASecretThatIsInvalid() {
        var problem = refusal(() -> NESTED.read(json("""
                {"url":"abc","token":"SeCrEt-VaLuE"}""")));

        assertThat(problem.details()).extracting(Problem.Detail::field).containsExactly("config.token");
        assertThat(problem.details().get(0).message()).doesNotContain("SeCrEt").doesNotContain("[a-z]");
    }

    @Test
    void findsSecretsWhereverTheSchemaHidesThem() {
        var config = NESTED.read(json("""
                {"url":"abc","token":"abcdefgh","smtp":{"password":"p1"},
                 "servers":[{"key":"k0"},{"key":"k1"}],"x-more":"m"}"""));

        assertThat(config.seal(BOX, "test").masked()).isEqualTo(json("""
                {"url":"abc","retries":3,"token":"********","smtp":{"port":25,"password":"********"},
                 "servers":[{"name":"main","key":"********"},{"name":"main","key":"********"}],"x-more":"********"}"""));
        assertThat(NESTED.secretFields()).containsExactly("*", "servers.*.key", "smtp.password", "token");
    }

    @Test
    void keepsSecretsSealedAndOpensThemForTheirPurposeOnly() {
        var clear = json("""
                {"url":"abc","retries":3,"token":"abcdefgh","servers":[{"name":"a","key":"key-of-a-server"}]}""");
        var sealed = NESTED.read(clear).seal(BOX, "installation/a");

        assertThat(sealed.masked().encode() + sealed.secrets())
                .doesNotContain("abcdefgh")
                .doesNotContain("key-of-a-server");
        assertThat(ExtensionConfig.open(BOX, "installation/a", sealed).clear()).isEqualTo(clear);
        assertThatThrownBy(() -> ExtensionConfig.open(BOX, "installation/b", sealed))
                .isInstanceOf(SecretUnreadableException.class);
    }

    @Test
    void aSecretThatComesBackMaskedStaysAsItIs() {
        var current = NESTED.read(json("""
                {"url":"abc","token":"abcdefgh","smtp":{"port":1,"password":"p1"}}"""));

        var patched = NESTED.patched(current, json("""
                {"url":"other","token":"********","smtp":{"port":2,"password":"********"}}"""));

        assertThat(patched.clear()).isEqualTo(json("""
                {"url":"other","retries":3,"token":"abcdefgh","smtp":{"port":2,"password":"p1"}}"""));
    }

    @Test
    void aMaskWithoutASecretBehindItIsRefused() {
        var current = NESTED.read(json("{\"url\":\"abc\"}"));

        assertThat(refusal(() -> NESTED.patched(current, json("{\"token\":\"********\"}")))
                        .details())
                .extracting(Problem.Detail::field)
                .containsExactly("config.token");
        assertThat(refusal(() -> NESTED.read(json("{\"url\":\"abc\",\"servers\":[{\"key\":\"********\"}]}")))
                        .details())
                .extracting(Problem.Detail::field)
                .containsExactly("config.servers.0.key");
    }

    @Test
    void aPatchChangesWhatItNamesAndNullClears() {
        var current = NESTED.read(json("""
                {"url":"abc","token":"abcdefgh","retries":7,"smtp":{"port":1,"password":"p1"}}"""));

        var patched = NESTED.patched(current, json("""
                {"token":null,"retries":null,"smtp":{"port":2}}"""));

        assertThat(patched.clear()).isEqualTo(json("""
                {"url":"abc","retries":3,"smtp":{"port":2,"password":"p1"}}"""));
        assertThat(refusal(() -> NESTED.patched(current, json("{\"url\":null}")))
                        .details())
                .extracting(Problem.Detail::field)
                .containsExactly("config.url");
        assertThat(current.clear().getInteger("retries")).isEqualTo(7);
    }

    @Test
    void quotesNoSecretToOthers() {
        var config = NESTED.read(json("{\"url\":\"abc\",\"token\":\"abcdefgh\"}"));

        assertThat(config.redacted("login with abcdefgh at abc failed")).isEqualTo("login with ******** at abc failed");
        assertThat(config.toString()).doesNotContain("abcdefgh");
    }

    @Test
    void aSchemaThatRefersToItselfEndsWithItsValue() {
        var tree = schema("""
                {"type":"object","properties":{
                   "secret":{"type":"string","writeOnly":true},"child":{"$ref":"#"}},"allOf":[{"$ref":"#/$defs/a"}],
                 "$defs":{"a":{"anyOf":[{"type":"object"},{"$ref":"#/$defs/b"}]},"b":{"type":"object"}}}""");

        var config = tree.read(json("""
                {"secret":"s0","child":{"secret":"s1","child":{"secret":"s2"}}}"""));

        assertThat(config.seal(BOX, "test").masked()).isEqualTo(json("""
                {"secret":"********","child":{"secret":"********","child":{"secret":"********"}}}"""));
        assertThat(tree.secretFields()).containsExactly("secret");
    }

    @Test
    void aWholeObjectCanBeASecret() {
        var schema = schema("""
                {"type":"object","properties":{"account":{"type":"object","writeOnly":true,
                 "properties":{"user":{"type":"string"}}},"list":{"type":"array","writeOnly":true}}}""");

        var config = schema.read(json("{\"account\":{\"user\":\"u\"},\"list\":[1,2]}"));

        var sealed = config.seal(BOX, "test");
        assertThat(sealed.masked()).isEqualTo(json("{\"account\":\"********\",\"list\":\"********\"}"));
        assertThat(ExtensionConfig.open(BOX, "test", sealed).clear()).isEqualTo(config.clear());
        assertThat(schema.patched(config, json("{\"account\":\"********\"}")).clear())
                .isEqualTo(config.clear());
    }

    @Test
    void namesWithSlashesAndTildesKeepTheirPlaces() {
        var schema = schema("""
                {"type":"object","additionalProperties":{"type":"string","writeOnly":true}}""");
        var clear = json("{\"a/b\":\"1\",\"c~d\":\"2\",\"e.f\":\"3\",\"\":\"4\"}");

        var sealed = schema.read(clear).seal(BOX, "test");

        assertThat(sealed.masked().stream().map(entry -> entry.getValue())).containsOnly("********");
        assertThat(ExtensionConfig.open(BOX, "test", sealed).clear()).isEqualTo(clear);
    }

    private static final ConfigSchema HOOKS = schema("""
            {"type":"object","properties":{
               "hooks":{"type":"array","items":{"type":"object","properties":{
                 "url":{"type":"string"},"token":{"type":"string","writeOnly":true}}}},
               "keys":{"type":"array","items":{"type":"string","writeOnly":true}}}}""");

    @Test
    void secretsThatAreItemsAreMaskedAndSealedLikeOthers() {
        var config = HOOKS.read(json("{\"keys\":[\"k0\",\"k1\"]}"));

        var sealed = config.seal(BOX, "test");

        assertThat(sealed.masked()).isEqualTo(json("{\"keys\":[\"********\",\"********\"]}"));
        assertThat(ExtensionConfig.open(BOX, "test", sealed).clear()).isEqualTo(config.clear());
        assertThat(HOOKS.patched(config, sealed.masked()).clear()).isEqualTo(config.clear());
    }

    @Test
    void eachTokenStaysWithItsHostInWhateverOrderTheyComeBack() {
        var config = HOOKS.read(json("""
                {"hooks":[{"url":"a","token":"ta"},{"url":"b","token":"tb"},{"url":"c"}]}"""));

        var patched = HOOKS.patched(config, json("""
                {"hooks":[{"url":"new","token":"tn"},{"url":"c"},{"url":"b","token":"********"},
                 {"token":"********","url":"a"}]}"""));

        assertThat(patched.clear()).isEqualTo(json("""
                {"hooks":[{"url":"new","token":"tn"},{"url":"c"},{"url":"b","token":"tb"},{"url":"a","token":"ta"}]}"""));
    }

    @Test
    void aTokenIsNotGivenToAnotherHostAndNotGuessed() {
        var config = HOOKS.read(json("""
                {"hooks":[{"url":"a","token":"t1"},{"url":"a","token":"t2"},{"url":"b","token":"tb"}],"keys":["k0","k1"]}"""));

        assertThat(refusedFields(config, """
                {"hooks":[{"url":"evil","token":"********"}]}""")).containsExactly("config.hooks.0.token");
        assertThat(refusedFields(config, """
                {"hooks":[{"url":"a","token":"********"},{"url":"b","token":"********"}]}""")).containsExactly("config.hooks.0.token");
        assertThat(refusedFields(config, """
                {"keys":["********","k2"]}""")).containsExactly("config.keys.0");
        assertThat(refusal(() -> HOOKS.patched(config, json("{\"keys\":[\"********\"]}")))
                        .getMessage())
                .contains("give the secret anew");
    }

    @Test
    void noMaskIsEverKeptWhereverItStands() {
        var config = HOOKS.read(json("{\"hooks\":[{\"url\":\"a\",\"token\":\"ta\"}]}"));

        assertThat(refusedFields(config, """
                {"hooks":[{"url":"********"}]}""")).containsExactly("config.hooks.0.url");
        assertThat(refusedFields(config, """
                {"note":{"deep":["********"]}}""")).containsExactly("config.note.deep.0");
    }

    @Test
    void quotesNothingOfASecretThatIsAWholeObject() {
        var schema = schema("""
                {"type":"object","properties":{"account":{"type":"object","writeOnly":true}}}""");
        var config = schema.read(json("{\"account\":{\"user\":\"ada\",\"pins\":[471199,\"x\\\"y\"]}}"));

        assertThat(config.redacted("ada could not sign in with 471199 or x\\\"y"))
                .isEqualTo("******** could not sign in with ******** or ********");
    }

    @Test
    void aDefaultWithinADefaultIsFilledInToo() {
        var schema = schema("""
                {"type":"object","properties":{"smtp":{"type":"object","default":{},"properties":{
                   "port":{"type":"integer","default":25}}},
                 "list":{"type":"array","prefixItems":[{"properties":{"a":{"default":1}}}],
                   "contains":{"properties":{"b":{"default":2}}}}}}""");

        assertThat(schema.read(json("{\"list\":[{},{}]}")).clear())
                .isEqualTo(json("{\"list\":[{\"a\":1},{}],\"smtp\":{\"port\":25}}"));
    }

    private static List<String> refusedFields(ExtensionConfig config, String patch) {
        return refusal(() -> HOOKS.patched(config, json(patch))).details().stream()
                .map(Problem.Detail::field)
                .toList();
    }

    private static Problem refusal(ThrowingCallable reading) {
        var refused = List.<Problem>of();
        try {
            reading.call();
        } catch (Problem problem) {
            refused = List.of(problem);
        } catch (Throwable other) {
            throw new AssertionError(other);
        }
        assertThat(refused).as("a refusal").hasSize(1);
        assertThat(refused.get(0).code().code()).isEqualTo("REQUEST.INVALID");
        return refused.get(0);
    }

    private static ConfigSchema schema(String text) {
        return new ConfigSchema(json(text));
    }

    private static JsonObject json(String text) {
        return new JsonObject(text);
    }
}
