package dev.guildhall.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'type':'object','properties':{'name':{'type':'string','minLength':1}},'required':['name']}",
                "{'$schema':'https://json-schema.org/draft/2020-12/schema','type':'object'}",
                "{'$defs':{'node':{'type':'object','properties':{'next':{'$ref':'#/$defs/node'}}}},'$ref':'#/$defs/node'}",
                "{'type':'object','properties':{'$ref':{'type':'string'},'pattern':{'type':'string'}}}",
                "{'enum':[{'$ref':'elsewhere'}]}",
                "{'type':'object','properties':{'token':{'type':'string','writeOnly':true}},'additionalProperties':false}",
                "{'type':['string','null'],'format':'email'}",
                "{'properties':{'a':{'$ref':'#'}}}",
                "{'allOf':[{'$ref':'#/$defs/x'},{'$ref':'#/$defs/x'}],'$defs':{'x':{'items':{'$ref':'#/$defs/x'}}}}"
            })
    void acceptsSchemasThatStandOnTheirOwn(String schema) {
        assertThat(SchemaCheck.faultOf(json(schema))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'strin'}",
                "{'type':5}",
                "{'properties':[]}",
                "{'required':'name'}",
                "{'minLength':-1}",
                "{'$ref':'https://example.com/schema.json'}",
                "{'$ref':'#/$defs/missing'}",
                "{'$ref':'#'}",
                "{'$defs':{'a':{'$ref':'#/$defs/b'},'b':{'$ref':'#/$defs/a'}},'$ref':'#/$defs/a'}",
                "{'$id':'https://example.com/mine'}",
                "{'$schema':'http://json-schema.org/draft-07/schema#'}",
                "{'properties':{'a':{'$ref':'#/properties/a'}}}",
                "{'properties':{'a':{'allOf':[{'$ref':'#/$defs/x'}]}},'$defs':{'x':{'not':{'$ref':'#/properties/a'}}}}",
                "{'pattern':'('}",
                "{'properties':{'a':{'$dynamicRef':'#nowhere'}}}",
                "{'properties':{'a':{'$dynamicRef':'https://example.com/schema'}}}",
                "{'patternProperties':{'(':{}}}",
                "{'allOf':[{'pattern':'['}]}"
            })
    void refusesSchemasThatCannotBeUsed(String schema) {
        assertThat(SchemaCheck.faultOf(json(schema))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {50, 5_000})
    void refusesSchemasNestedTooDeep(int depth) {
        var schema = new JsonObject();
        for (var level = 0; level < depth; level++) {
            schema = new JsonObject().put("not", schema);
        }

        assertThat(SchemaCheck.faultOf(schema))
                .hasValueSatisfying(fault -> assertThat(fault).contains("deeper"));
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }
}
