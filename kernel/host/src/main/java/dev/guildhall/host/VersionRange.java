package dev.guildhall.host;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.semver4j.RangesList;
import org.semver4j.RangesListFactory;
import org.semver4j.Semver;

/** A range of semantic versions as npm writes them: {@code ^1.2}, {@code >=1.0.0 <2.0.0}, {@code 1.x || ^2.0}, {@code *}. */
public final class VersionRange {

    private static final int MAX_LENGTH = 100;

    // The parser skips what it does not understand, so that a typing error would widen the range.
    private static final String VERSION = "(?:0|[1-9]\\d{0,8}|[xX*])(?:\\.(?:0|[1-9]\\d{0,8}|[xX*])){0,2}";
    private static final String COMPARATOR = "(?:\\^|~|>=|<=|>|<|=)? ?v?" + VERSION + "(?:-[0-9A-Za-z.-]+)?";
    private static final String ALL_OF = COMPARATOR + "(?: +" + COMPARATOR + ")*";
    private static final Pattern SYNTAX = Pattern.compile(ALL_OF + "(?: *\\|\\| *" + ALL_OF + ")*");

    public static final VersionRange ANY = parse("*");

    private final String text;
    private final RangesList ranges;
    private final Optional<VersionRange> also;

    private VersionRange(String text, RangesList ranges, Optional<VersionRange> also) {
        this.text = text;
        this.ranges = ranges;
        this.also = also;
    }

    /** Throws an {@link IllegalArgumentException} that says what is wrong. */
    public static VersionRange parse(String text) {
        var range = text.strip();
        if (range.length() > MAX_LENGTH || !SYNTAX.matcher(range).matches()) {
            throw new IllegalArgumentException("must be a range of versions, such as ^1.2 or >=1.0.0 <2.0.0");
        }
        return new VersionRange(range, RangesListFactory.create(range), Optional.empty());
    }

    /** The versions that are in the other range as well. */
    public VersionRange and(VersionRange other) {
        return equals(ANY) ? other : other.equals(ANY) ? this : new VersionRange(text, ranges, Optional.of(other));
    }

    /** Whether the version is in the range; a pre-release is only when the range names one of the same version. */
    public boolean includes(Semver version) {
        return ranges.isSatisfiedBy(version)
                && also.map(other -> other.includes(version)).orElse(true);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VersionRange range && range.text.equals(text) && range.also.equals(also);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text, also);
    }

    @Override
    public String toString() {
        return text + also.map(other -> " and " + other).orElse("");
    }
}
