package dev.guildhall.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.http.AccessRequirement.Kind;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** How sure it must be that somebody is there, as contracts say it; what it does to them is tested where they sign in. */
class SignInDemandTest {

    private static JsonObject saying(String stepUp) {
        return new JsonObject().put("operationId", "openVault").put("x-step-up", stepUp);
    }

    @Test
    void nobodyIsAskedWhereNothingIsSaid() {
        var demand = SignInDemand.parse(new JsonObject(), Kind.AUTHENTICATED);

        assertThat(demand.stepUp()).isEqualTo(SignInDemand.StepUp.NOBODY);
        assertThat(demand.openWithoutSecondFactor()).isFalse();
        assertThat(SignInDemand.told(new JsonObject())).isEmpty();
    }

    @Test
    void whatIsPublicIsOpenToThoseWhoHaveToEnrol() {
        assertThat(SignInDemand.parse(new JsonObject(), Kind.PUBLIC).openWithoutSecondFactor())
                .isTrue();
    }

    @Test
    void clientsAreToldOfIt() {
        assertThat(SignInDemand.told(saying("everybody")))
                .hasValueSatisfying(told -> assertThat(told).contains("/api/auth/step-up"));
        assertThat(SignInDemand.told(saying("second-factor")))
                .hasValueSatisfying(told -> assertThat(told).contains("an account with a second factor"));
    }

    @Test
    void aWordThatMeansNothingIsRefused() {
        assertThatThrownBy(() -> SignInDemand.parse(saying("sometimes"), Kind.AUTHENTICATED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("openVault says x-step-up: sometimes");
    }
}
