package dev.guildhall.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Properties;
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
                "{'name':null}                      | name            | name must be of the type string; it is null",
                "{'name':''}                        | name            | name must have at least 1 character",
                "{'name':'Adaada'}                  | name            | name must have at most 5 characters",
                "{'name':'Ada','size':0}            | size            | size must be at least 1",
                "{'name':'Ada','size':1.5}          | size            | size must be of the type integer; it is number",
                "{'name':'Ada','kind':'c'}          | kind            | kind must be one of [\"a\", \"b\"]",
                "{'name':'Ada','tags':['x',1]}      | tags.1          | tags.1 must be of the type string; it is integer",
                "{'name':'Ada','address':{}}        | address.code    | address.code is required",
                "{'name':'Ada','address':{'code':''}}|address.code    | address.code must be of the type integer; it is string",
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
    void hasWordsOfItsOwnForAllThatCanBeWrong() throws IOException {
        var ours = new Properties();
        var theirs = new Properties();
        try (var own = JsonSchemaValidator.class.getResourceAsStream("faults.properties");
                var library = Schema.class.getResourceAsStream("/jsv-messages.properties")) {
            ours.load(own);
            theirs.load(library);
        }

        assertThat(ours.keySet()).isEqualTo(theirs.keySet());
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
                "{'one':[]}          | one      | one must have at least 1 items; it has 0",
                "{'one':[{}]}        | one.0.name | one.0.name is required",
                "{'one':7}           | one      | one must be of the type object; it is integer"
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
