package dev.guildhall.events.internal.cesql;

import java.util.Locale;
import java.util.regex.Pattern;

/** The types of values, and how a value of another one is cast to each. */
public enum Type {
    STRING("a text") {
        @Override
        Object zero() {
            return "";
        }

        @Override
        Object from(Object other, Evaluation run) {
            return other.toString();
        }
    },
    INTEGER("an integer") {
        @Override
        Object zero() {
            return 0;
        }

        @Override
        Object from(Object other, Evaluation run) {
            return other instanceof Boolean truth ? (Object) (truth ? 1 : 0) : parsed(other.toString(), run);
        }

        private Object parsed(String text, Evaluation run) {
            if (!DIGITS.matcher(text).matches()) {
                return run.fail(EvaluationError.CAST, zero());
            }
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException tooLarge) {
                return run.fail(EvaluationError.CAST, zero());
            }
        }
    },
    BOOLEAN("true or false") {
        @Override
        Object zero() {
            return false;
        }

        @Override
        Object from(Object other, Evaluation run) {
            if (other instanceof Integer number) {
                return number != 0;
            }
            return switch (other.toString().toLowerCase(Locale.ROOT)) {
                case "true" -> true;
                case "false" -> false;
                default -> run.fail(EvaluationError.CAST, zero());
            };
        }
    };

    private static final Pattern DIGITS = Pattern.compile("[+-]?[0-9]+");

    private final String text;

    Type(String text) {
        this.text = text;
    }

    /** What stands in for a value of the type where an error left none. */
    abstract Object zero();

    Object cast(Object value, Evaluation run) {
        return zero().getClass().isInstance(value) ? value : from(value, run);
    }

    abstract Object from(Object other, Evaluation run);

    /** As messages name it. */
    @Override
    public String toString() {
        return text;
    }
}
