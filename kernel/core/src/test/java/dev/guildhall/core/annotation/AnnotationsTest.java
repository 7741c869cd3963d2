package dev.guildhall.core.annotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.Faults;
import dev.guildhall.core.error.Problem;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AnnotationsTest {

    private static final Annotations NOTED =
            new Annotations(Optional.of("crm-7"), Map.of("tier", "gold", "region", "eu"));

    @Test
    void staysAsItIsWhereNothingIsSaid() {
        assertThat(changed(NOTED, new JsonObject().put("name", "Acme"))).isEqualTo(NOTED);
    }

    @Test
    void isChangedNameByName() {
        var wanted = new JsonObject()
                .put(
                        "metadata",
                        new JsonObject().put("tier", "silver").putNull("region").put("seats", "12"));

        assertThat(changed(NOTED, wanted))
                .isEqualTo(new Annotations(Optional.of("crm-7"), Map.of("tier", "silver", "seats", "12")));
    }

    @Test
    void isClearedByNull() {
        var wanted = new JsonObject().putNull("externalId").putNull("metadata");

        assertThat(changed(NOTED, wanted)).isEqualTo(Annotations.NONE);
    }

    @Test
    void isReadAsItIsWritten() {
        assertThat(NOTED.toJson().encode())
                .isEqualTo("{\"externalId\":\"crm-7\",\"metadata\":{\"region\":\"eu\",\"tier\":\"gold\"}}");
        assertThat(Annotations.of("crm-7", NOTED.metadataJson())).isEqualTo(NOTED);
    }

    private static Object[][] refused() {
        return new Object[][] {
            {"{'externalId':''}", "externalId"},
            {"{'externalId':' '}", "externalId"},
            {"{'externalId':'" + "x".repeat(256) + "'}", "externalId"},
            {"{'externalId':'a\\u0000'}", "externalId"},
            {"{'metadata':{'':'x'}}", "metadata"},
            {"{'metadata':{'a b':'x'}}", "metadata"},
            {"{'metadata':{'" + "n".repeat(41) + "':'x'}}", "metadata"},
            {"{'metadata':{'note':'" + "x".repeat(501) + "'}}", "metadata.note"},
        };
    }

    @ParameterizedTest
    @MethodSource("refused")
    void namesTheFieldThatCannotBeTaken(String body, String field) {
        assertThatThrownBy(() -> changed(NOTED, new JsonObject(body.replace('\'', '"'))))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.details())
                                .singleElement()
                                .extracting(Problem.Detail::field)
                                .isEqualTo(field));
    }

    @Test
    void holdsFiftyNamesAtMostWhateverWasThereBefore() {
        var many = new JsonObject();
        for (var number = 0; number < 49; number++) {
            many.put("name-" + number, "x");
        }
        var fifty = changed(NOTED, new JsonObject().put("metadata", many.copy().putNull("region")));
        assertThat(fifty.metadata()).hasSize(50);

        assertThatThrownBy(() -> changed(fifty, new JsonObject().put("metadata", new JsonObject().put("more", "x"))))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.details())
                                .extracting(Problem.Detail::field)
                                .containsExactly("metadata"));
    }

    private static Annotations changed(Annotations present, JsonObject body) {
        var faults = new Faults();
        var change = Annotations.change(body, faults);
        faults.refuse();
        return change.apply(present);
    }
}
