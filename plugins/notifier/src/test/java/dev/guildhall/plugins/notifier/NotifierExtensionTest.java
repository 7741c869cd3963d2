package dev.guildhall.plugins.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.testing.FakeResponse;
import dev.guildhall.spi.testing.FakeWorkspace;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotifierExtensionTest {

    private static final String WEBHOOK = "https://hooks.slack.com/services/T0/B0/secret";
    private static final JsonObject NOTHING = new JsonObject();

    private final FakeWorkspace workspace = new FakeWorkspace().configured(new JsonObject().put("webhookUrl", WEBHOOK));

    @Test
    void postsAnEventAsALineOfText() {
        var notifier = workspace.start(new NotifierExtension());

        notifier.deliver(workspace.event("member.added", "user-1", new JsonObject().put("role", "MEMBER")));

        var sent = workspace.sent().get(0);
        assertThat(sent.url()).hasToString(WEBHOOK);
        assertThat(sent.body().toJsonObject())
                .isEqualTo(new JsonObject().put("text", "*member.added* in acme · user-1 · by system"));
    }

    @ParameterizedTest
    @CsvSource({
        "*, order.created, 1", "order.*, order.created, 1", "order.created, order.created, 1",
        "order.*, orders.created, 0", "order.created, order.created.twice, 0", "member.*, order.created, 0"
    })
    void postsOnlyWhatWasChosen(String pattern, String type, int posts) {
        workspace.configured(new JsonObject().put("webhookUrl", WEBHOOK).put("events", new JsonArray().add(pattern)));
        var notifier = workspace.start(new NotifierExtension());

        notifier.deliver(workspace.event(type, null, NOTHING));

        assertThat(workspace.sent()).hasSize(posts);
    }

    @Test
    void letsNobodyWriteMarkup() {
        var notifier = workspace.start(new NotifierExtension());

        notifier.deliver(workspace.event("member.added", "<!channel> & co", NOTHING));

        assertThat(workspace.sent().get(0).body().toJsonObject().getString("text"))
                .contains("&lt;!channel&gt; &amp; co");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://", "https://exa mple.com/secret", "secret"})
    void refusesAnAddressItCannotPostToWithoutQuotingIt(String url) {
        workspace.configured(new JsonObject().put("webhookUrl", url));

        assertThatThrownBy(() -> workspace.start(new NotifierExtension()))
                .isInstanceOf(ExtensionException.class)
                .hasMessage("The configured webhookUrl is not the URL of a host.");
    }

    @Test
    void failsWhenTheChatDoesNotTakeItWithoutTellingTheAddress() {
        var notifier = workspace
                .answering(request -> Future.succeededFuture(FakeResponse.of(500, "no_service")))
                .start(new NotifierExtension());

        assertThatThrownBy(() -> notifier.deliver(workspace.event("member.added", null, NOTHING)))
                .isInstanceOf(ExtensionException.class)
                .hasMessage("The chat answered with status 500.");
    }
}
