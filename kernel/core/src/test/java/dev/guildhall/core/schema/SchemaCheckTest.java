package dev.guildhall.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'properties':{'default':{'pattern':'('}}} | at properties/default",
                "{'properties':{'enum':{'$ref':'#/nowhere'}}} | at properties/enum",
                "{'properties':{'const':{'properties':{'examples':{'$id':'urn:x'}}}}} | at properties/const/properties/examples",
                "{'properties':{'a':{'$ref':'#/x-y'}},'x-y':{'pattern':'('}} | at #/x-y",
                "{'properties':{'default':{'$ref':'#/properties/default'}}} | without end",
                "{'$dynamicRef':'#/$defs/a','$defs':{'a':{}}} | $dynamicRef",
                "{'properties':{'a':{'$dynamicAnchor':'a'}}} | $dynamicAnchor",
                "{'properties':{'a':{'$recursiveRef':'#'}}} | $recursiveRef",
                "{'properties':{'a':{'$ref':'#/$defs/%61'}},'$defs':{'a':{},'%61':{}}} | percent-encoding",
                "{'properties':{'a':{'$ref':'#/$defs/007'}},'$defs':{'7':{},'007':{}}} | JSON Pointer",
                "{'properties':{'a':{'$schema':'https://json-schema.org/draft/2020-12/schema'}}} | names a dialect inside",
                "{'pattern':'(?=a)b'} | linear time",
                "{'pattern':'^(a)(b)\\\\1$'} | linear time",
                "{'patternProperties':{'(?!x-)':{}}} | linear time",
                "{'pattern':'((abcdefghij){30}){30}'} | steps for each character",
            })
    void saysTruthfullyWhatIsWrongAndWhere(String schema, String reason) {
        assertThat(SchemaCheck.faultOf(json(schema)))
                .hasValueSatisfying(fault -> assertThat(fault).contains(reason));
    }

    @Test
    void refusesSchemasThatDoubleWithEachReference() {
        var definitions = new JsonObject().put("d22", new JsonObject().put("type", "string"));
        for (var level = 21; level >= 0; level--) {
            var next = new JsonObject().put("$ref", "#/$defs/d" + (level + 1));
            definitions.put(
                    "d" + level,
                    new JsonObject().put("allOf", new JsonArray().add(next).add(next.copy())));
        }
        var schema = new JsonObject().put("$ref", "#/$defs/d0").put("$defs", definitions);

        assertThat(SchemaCheck.faultOf(schema))
                .hasValueSatisfying(fault -> assertThat(fault).contains("more than 50000 schemas"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'writeOnly':true} | as a whole",
                "{'$ref':'#/$defs/a','$defs':{'a':{'anyOf':[{'writeOnly':true}]}}} | as a whole",
                "{'propertyNames':{'writeOnly':true}} | propertyNames",
                "{'properties':{'a':{'propertyNames':{'$ref':'#/$defs/s'}}},'$defs':{'s':{'writeOnly':true}}} | propertyNames",
                "{'properties':{'a':{'contentSchema':{'properties':{'b':{'writeOnly':true}}}}}} | contentSchema",
                "{'propertis':{'token':{'writeOnly':true}}} | propertis",
                "{'properties':{'a':{'additionalItems':{'writeOnly':true}}}} | additionalItems",
                "{'dependencies':{'a':{'properties':{'b':{'writeOnly':true}}}}} | dependencies",
                "{'properties':{'a':{'$ref':'#','default':{}}}} | without end",
                "{'properties':{'a':{'$ref':'#','default':{}},'b':{'$ref':'#','default':{}}}} | without end"
            })
    void refusesConfigurationsWhoseSecretsOrDefaultsItCannotFollow(String schema, String reason) {
        assertThat(SchemaCheck.faultOfConfig(json(schema)))
                .hasValueSatisfying(fault -> assertThat(fault).contains(reason));
    }

    @Test
    void takesSecretsWhereverASchemaCanStandForAValue() {
        var schema = json("{'type':'object','properties':{'default':{'type':'string','writeOnly':true},"
                + "'list':{'prefixItems':[{'writeOnly':true}],'items':{'$ref':'#/$defs/s'}}},"
                + "'if':{'required':['a']},'then':{'properties':{'b':{'writeOnly':true}}},"
                + "'$defs':{'s':{'type':'object','additionalProperties':{'writeOnly':true}}}}");

        assertThat(SchemaCheck.faultOfConfig(schema)).isEmpty();
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    @Test
    void takesNoNumberBeyondADouble() {
        var schema = new JsonObject().put("maximum", Double.POSITIVE_INFINITY);

        assertThat(SchemaCheck.faultOf(schema)).get().asString().contains("beyond a double");
    }
}
