package dev.guildhall.membership;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Where links in mails lead, when whoever has them sent says that this server is somewhere else. */
class PoisonedLinksTest extends MembershipTest {

    @Test
    void poisoningOfALinkByTheHostHeaderLeadsNowhereElse() throws IOException {
        var workspace = product.workspace();
        var email = newAddress();
        var token = product.signIn(workspace.owner()).data().getString("accessToken");

        var answer = sent(
                invitationsOf(workspace), token, invitation(email, "MEMBER").encode());

        assertThat(answer).startsWith("HTTP/1.1 201").doesNotContain("evil.example");
        var letter = mailbox.only(email);
        assertThat(letter.text())
                .contains("https://guildhall.example/invitations/accept#token=")
                .doesNotContain("evil");
        assertThat(letter.html()).doesNotContain("evil");
    }

    /** What a client is answered that says it has called another host, in each way there is. */
    private static String sent(String path, String token, String body) throws IOException {
        var place = URI.create(product.asNobody().base());
        try (var socket = new Socket(place.getHost(), place.getPort())) {
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\n"
                                    + "X-Forwarded-Server: evil.example\r\nForwarded: host=evil.example;proto=http\r\n"
                                    + "X-Host: evil.example\r\nAuthorization: Bearer " + token
                                    + "\r\nConnection: close\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body)
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
