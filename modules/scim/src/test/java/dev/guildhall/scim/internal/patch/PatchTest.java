package dev.guildhall.scim.internal.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchTest {

    private static final Shape SHAPE = new Shape(
            Map.of("displayname", "displayName", "active", "active", "name", "name"),
            Map.of("emails", "emails", "members", "members"),
            Set.of("id", "meta"),
            Set.of("title"));

    private static final JsonObject RESOURCE = new JsonObject("""
            {"displayName": "Ada",
             "active": true,
             "name": {"givenName": "Ada", "familyName": "Lovelace"},
             "emails": [{"value": "a@x.example", "type": "work", "primary": true},
                        {"value": "b@x.example", "type": "home"}],
             "members": [{"value": "1"}, {"value": "2"}]}
            """);

    private static JsonObject applied(String... operations) {
        return Patch.of(new JsonObject().put("Operations", new JsonArray("[" + String.join(",", operations) + "]")))
                .applied(RESOURCE, SHAPE);
    }

    private static String sent(String operation) {
        return operation.replace("\"", "\\\"").replace('\'', '"');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'op':'replace','path':'displayName','value':'Bo'} | displayName | Bo",
                "{'op':'Replace','path':'DISPLAYNAME','value':'Bo'} | displayName | Bo",
                "{'op':'ADD','value':{'displayName':'Bo'}} | displayName | Bo",
                "{'OP':'add','Path':'urn:ietf:params:scim:schemas:core:2.0:User:displayName','Value':'Bo'}"
                        + " | displayName | Bo",
                "{'op':'remove','path':'displayName'} | displayName | NIL",
                "{'op':'replace','path':'displayName','value':null} | displayName | NIL",
                "{'op':'replace','path':'active','value':'False'} | active | False",
                "{'op':'replace','path':'name.familyName','value':'King'} | name"
                        + " | {'givenName':'Ada','familyName':'King'}",
                "{'op':'replace','value':{'name.familyName':'King'}} | name | {'givenName':'Ada','familyName':'King'}",
                "{'op':'replace','value':{'name':{'familyname':'King'}}} | name"
                        + " | {'givenName':'Ada','familyName':'King'}",
                "{'op':'remove','path':'name.givenName'} | name | {'familyName':'Lovelace'}",
                "{'op':'remove','path':'members','value':[{'value':'1'}]} | members | [{'value':'2'}]",
                "{'op':'remove','path':'members[value eq \"1\"]'} | members | [{'value':'2'}]",
                "{'op':'remove','path':'members[value eq \"9\"]'} | members | [{'value':'1'},{'value':'2'}]",
                "{'op':'remove','path':'members'} | members | []",
                "{'op':'add','path':'members','value':[{'value':'2'},{'value':'3'}]} | members"
                        + " | [{'value':'1'},{'value':'2'},{'value':'3'}]",
                "{'op':'add','path':'members','value':{'value':'3'}} | members"
                        + " | [{'value':'1'},{'value':'2'},{'value':'3'}]",
                "{'op':'replace','path':'members','value':[{'value':'3'}]} | members | [{'value':'3'}]",
                "{'op':'replace','path':'emails[type eq \"work\"].value','value':'c@x.example'} | emails"
                        + " | [{'value':'c@x.example','type':'work','primary':true},"
                        + "{'value':'b@x.example','type':'home'}]",
                "{'op':'replace','value':{'emails[type eq \"work\"].value':'c@x.example'}} | emails"
                        + " | [{'value':'c@x.example','type':'work','primary':true},"
                        + "{'value':'b@x.example','type':'home'}]",
                "{'op':'add','path':'emails[type eq \"other\"].value','value':'d@x.example'} | emails"
                        + " | [{'value':'a@x.example','type':'work','primary':true},"
                        + "{'value':'b@x.example','type':'home'},{'type':'other','value':'d@x.example'}]",
                "{'op':'replace','path':'emails[type eq \"home\"].primary','value':true} | emails"
                        + " | [{'value':'a@x.example','type':'work'},"
                        + "{'value':'b@x.example','type':'home','primary':true}]",
                "{'op':'remove','path':'emails[type eq \"work\" and value co \"a@\"]'} | emails"
                        + " | [{'value':'b@x.example','type':'home'}]",
                "{'op':'remove','path':'emails[not (type eq \"work\")]'} | emails"
                        + " | [{'value':'a@x.example','type':'work','primary':true}]",
                "{'op':'replace','value':{'id':'7','displayName':'Bo'}} | displayName | Bo",
                "{'op':'replace','path':'title','value':'Countess'} | displayName | Ada",
                "{'op':'replace','path':"
                        + "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department','value':'Engines'}"
                        + " | displayName | Ada"
            })
    void isReadAsTheRfcHasItAndAsDirectoriesSendIt(String operation, String attribute, String expected) {
        var changed = applied(sent(operation)).getValue(attribute);

        assertThat(String.valueOf(changed).replace('"', '\'')).isEqualTo(expected.equals("NIL") ? "null" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'op':'move','path':'displayName','value':'Bo'} | SCIM.INVALID_SYNTAX",
                "{'op':'replace','path':'displayName'} | SCIM.INVALID_SYNTAX",
                "{'op':'replace','value':'Bo'} | SCIM.INVALID_SYNTAX",
                "{'op':'remove'} | SCIM.NO_TARGET",
                "{'op':'replace','path':'emails[type eq','value':'x'} | SCIM.INVALID_PATH",
                "{'op':'replace','path':'emails[type is \"x\"].value','value':'x'} | SCIM.INVALID_PATH",
                "{'op':'replace','path':'a b','value':'x'} | SCIM.INVALID_PATH",
                "{'op':'replace','path':7,'value':'x'} | SCIM.INVALID_PATH",
                "{'op':'replace','path':'shoeSize','value':'x'} | SCIM.INVALID_PATH",
                "{'op':'replace','path':'displayName[a eq 1]','value':'x'} | SCIM.INVALID_PATH",
                "{'op':'replace','path':'id','value':'x'} | SCIM.MUTABILITY",
                "{'op':'replace','path':'meta.created','value':'x'} | SCIM.MUTABILITY",
                "{'op':'replace','path':'emails[type co \"oth\"].value','value':'x'} | SCIM.NO_TARGET",
                "{'op':'add','path':'members','value':[7]} | SCIM.INVALID_VALUE"
            })
    void whatCannotBeDoneIsRefused(String operation, String code) {
        assertThatThrownBy(() -> applied(sent(operation)))
                .satisfies(refused -> assertThat(refused.toString()).startsWith(code + ": "));
    }

    @Test
    void operationsAreDoneInTheirOrderAndTheResourceGivenStaysAsItIs() {
        var before = RESOURCE.copy();

        var changed = applied(
                "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Bo\"}",
                "{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Cy\"}",
                "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"3\"}]}",
                "{\"op\":\"remove\",\"path\":\"members[value eq \\\"3\\\"]\"}");

        assertThat(changed.getString("displayName")).isEqualTo("Cy");
        assertThat(changed.getJsonArray("members")).isEqualTo(RESOURCE.getJsonArray("members"));
        assertThat(RESOURCE).isEqualTo(before);
    }

    @Test
    void thereAreFiveHundredOperationsAtMost() {
        var many = new JsonArray();
        for (var at = 0; at < 501; at++) {
            many.add(new JsonObject().put("op", "remove").put("path", "displayName"));
        }

        assertThatThrownBy(() -> Patch.of(new JsonObject().put("Operations", many)))
                .hasMessageContaining("500 operations at most");
        assertThatThrownBy(() -> Patch.of(new JsonObject().put("Operations", new JsonArray())))
                .hasMessageContaining("one operation at least");
        assertThatThrownBy(() -> Patch.of(new JsonObject())).hasMessageContaining("Operations must be a list");
    }
}
