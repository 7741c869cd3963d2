package dev.guildhall.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaValidatorTest {

    private static final JsonSchemaValidator CONTACT = new JsonSchemaValidator(json("""
            {'type':'object','required':['name'],'additionalProperties':false,'$defs':{'code':{'type':'integer'}},
             'properties':{
               'name':{'type':'string','minLength':1,'maxLength':5},
               'size':{'type':'integer','minimum':1},
               'born':{'type':'string','format':'date-time'},
               'id':{'type':['string','null'],'format':'uuid'},
               'kind':{'enum':['a','b']},
               'tags':{'type':'array','items':{'type':'string'}},
               'address':{'type':'object','required':['code'],'properties':{'code':{'$ref':'#/$defs/code'}}}}}
            """));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'name':'Ada','size':3,'born':'2026-01-01T00:00:00Z','kind':'a','tags':['x'],'address':{'code':1}}",
                "{'name':'Ada','id':null}",
                "{'name':'Ada','size':2.0}",
                "{'name':'Ada','id':'01a20403-94bf-74dd-b8aa-ad5726710a2d'}",
                "{'name':'\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00'}"
            })
    void findsNothingWrongWithWhatFits(String value) {
        assertThat(CONTACT.faults(json(value))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                 | name            | name is required",
                "{'name':null}                      | name            | name: null found, string expected",
                "{'name':''}                        | name            | name: must be at least 1 characters long",
                "{'name':'Adaada'}                  | name            | name: must be at most 5 characters long",
                "{'name':'Ada','size':0}            | size            | size: must have a minimum value of 1",
                "{'name':'Ada','size':1.5}          | size            | size: number found, integer expected",
                "{'name':'Ada','kind':'c'}          | kind            | kind: does not have a value in the enumeration [\"a\", \"b\"]",
                "{'name':'Ada','tags':['x',1]}      | tags.1          | tags.1: integer found, string expected",
                "{'name':'Ada','address':{}}        | address.code    | address.code is required",
                "{'name':'Ada','address':{'code':''}}|address.code    | address.code: string found, integer expected",
                "{'name':'Ada','more':1}            | more            | more is not a known property"
            })
    void namesTheFieldAndWhatIsWrongWithIt(String value, String field, String message) {
        assertThat(CONTACT.faults(json(value))).containsExactly(new Problem.Detail(field, message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{'name':'Ada','born':'yesterday'} | born", "{'name':'Ada','id':'not-one'} | id"})
    void holdsTextsAgainstTheirFormat(String value, String field) {
        assertThat(CONTACT.faults(json(value)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.field()).isEqualTo(field));
    }

    @Test
    void saysOneThingOfEachField() {
        var faults = CONTACT.faults(json("{'name':7,'size':'x','more':1}"));

        assertThat(faults).extracting(Problem.Detail::field).containsExactlyInAnyOrder("name", "size", "more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'one':{}}          | one.name | one.name is required",
                "{'one':[]}          | one      | one: must have at least 1 items but found 0",
                "{'one':[{}]}        | one.0.name | one.0.name is required",
                "{'one':7}           | one      | one: integer found, object expected"
            })
    void speaksOfTheAlternativeThatIsMeant(String value, String field, String message) {
        var validator = new JsonSchemaValidator(json("""
                {'$defs':{'named':{'type':'object','required':['name']}},'properties':{'one':{'anyOf':[
                  {'$ref':'#/$defs/named'},{'type':'array','minItems':1,'items':{'$ref':'#/$defs/named'}}]}}}
                """));

        assertThat(validator.faults(json(value))).containsExactly(new Problem.Detail(field, message));
    }

    @Test
    void takesKeywordsItDoesNotKnowForNotes() {
        var validator = new JsonSchemaValidator(
                json("{'type':'object','x-hint':'here','properties':{'a':{'readOnlyish':true}}}"));

        assertThat(validator.faults(json("{'a':1}"))).isEmpty();
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }
}
