package dev.guildhall.spi.testing;

import dev.guildhall.spi.Member;
import dev.guildhall.spi.Members;
import dev.guildhall.spi.Page;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The members of a {@link FakeWorkspace}, in pages of the length asked for. */
record FakeMembers(List<Member> all, AuthorsManifest manifest) implements Members {

    record FakeMember(String userId, String email, String fullName, String role, Instant joinedAt) implements Member {}

    private record FakePage(List<Member> items, Optional<String> nextPageToken) implements Page<Member> {}

    @Override
    public Future<Page<Member>> list(int limit, String pageToken) {
        return manifest.opening("members.read", () -> {
            var from = pageToken == null ? 0 : Integer.parseInt(pageToken);
            var to = Math.min(all.size(), from + limit);
            return new FakePage(
                    List.copyOf(all.subList(from, to)),
                    to < all.size() ? Optional.of(Integer.toString(to)) : Optional.empty());
        });
    }

    @Override
    public Future<Optional<Member>> get(String userId) {
        return manifest.opening(
                "members.read",
                () -> all.stream()
                        .filter(member -> member.userId().equals(userId))
                        .findFirst());
    }
}
