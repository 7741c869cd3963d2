package dev.guildhall.oauth.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.oauth.internal.client.GrantType;
import dev.guildhall.oauth.internal.client.OauthClient;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClientLimitsTest {

    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.2";

    private final ClientLimits limits = new ClientLimits();
    private int looked;

    @Test
    void anApplicationWithItsSecretIsCountedWhereverItComesFrom() {
        var client = client(Optional.of("ghl_oas_…"));
        for (var one = 0; one < ClientLimits.CONFIDENTIAL / 2; one++) {
            right(client, HERE);
            right(client, ELSEWHERE);
        }

        refused(() -> right(client, HERE));
        refused(() -> right(client, ELSEWHERE));
        right(client(Optional.of("ghl_oas_…")), HERE);
    }

    @Test
    void whatIsNoSecretOfAnApplicationCountsNothingOfTheApplication() {
        var client = client(Optional.of("ghl_oas_…"));
        for (var one = 0; one < ClientLimits.WRONG; one++) {
            wrong(client.id(), HERE);
        }

        refused(() -> right(client, HERE));
        right(client, ELSEWHERE);
        assertThat(looked).as("who is refused costs the database nothing").isEqualTo(ClientLimits.WRONG + 1);
    }

    @Test
    void aPublicApplicationIsCountedByTheNetworkForAnybodyMayNameIt() {
        var client = client(Optional.empty());
        for (var one = 0; one < ClientLimits.PUBLIC; one++) {
            right(client, HERE);
        }

        refused(() -> right(client, HERE));
        right(client, ELSEWHERE);
    }

    @Test
    void aNetworkThatTriesOneAfterTheOtherIsRefusedButForThoseThatWereFoundThere() {
        var known = client(Optional.of("ghl_oas_…"));
        right(known, HERE);
        for (var one = 0; one < ClientLimits.WRONG_OF_NETWORK; one++) {
            wrong(Ids.next(), HERE);
        }

        refused(() -> wrong(Ids.next(), HERE));
        refused(() -> right(client(Optional.of("ghl_oas_…")), HERE));
        right(known, HERE);
        wrong(Ids.next(), ELSEWHERE);
    }

    private void right(OauthClient client, String network) {
        assertThat(admit(client.id(), network, Optional.of(client))).contains(client);
    }

    private void wrong(UUID id, String network) {
        assertThat(admit(id, network, Optional.empty())).isEmpty();
    }

    private Optional<OauthClient> admit(UUID id, String network, Optional<OauthClient> found) {
        var admitted = limits.admit(id, network, () -> {
            looked++;
            return Future.succeededFuture(found);
        });
        if (admitted.failed()) {
            throw (Problem) admitted.cause();
        }
        return admitted.result();
    }

    private static void refused(Runnable asking) {
        assertThatThrownBy(asking::run).isInstanceOfSatisfying(Problem.class, refusal -> {
            assertThat(refusal.is(CommonError.RATE_LIMITED)).isTrue();
            assertThat(refusal.retryAfter()).isPositive();
        });
    }

    private static OauthClient client(Optional<String> secretHint) {
        return new OauthClient(
                Ids.next(),
                Optional.empty(),
                "Acme Assistant",
                List.of("https://assistant.acme.example/callback"),
                List.of(GrantType.AUTHORIZATION_CODE),
                new TokenScopes(List.of("workspace.read")),
                secretHint,
                FormerSecrets.NONE,
                false,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty());
    }
}
