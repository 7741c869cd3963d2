package dev.guildhall.list;

import static dev.guildhall.list.FieldType.duration;
import static dev.guildhall.list.FieldType.enumeration;
import static dev.guildhall.list.FieldType.flag;
import static dev.guildhall.list.FieldType.number;
import static dev.guildhall.list.FieldType.text;
import static dev.guildhall.list.FieldType.textIgnoringCase;
import static dev.guildhall.list.FieldType.timestamp;
import static dev.guildhall.list.FieldType.uuid;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** A row with a field of every type; all but the id may be missing. */
record Thing(
        UUID id,
        String name,
        String role,
        String plan,
        Instant createTime,
        Integer size,
        BigDecimal price,
        Boolean active,
        UUID owner,
        Duration age) {

    static final Table<?> TABLE = DSL.table(DSL.name("thing"));
    static final Field<UUID> ID = DSL.field(DSL.name("id"), SQLDataType.UUID.notNull());
    static final Field<String> NAME = DSL.field(DSL.name("name"), SQLDataType.CLOB);
    static final Field<String> ROLE = DSL.field(DSL.name("role"), SQLDataType.CLOB);
    static final Field<String> PLAN = DSL.field(DSL.name("plan"), SQLDataType.CLOB);
    static final Field<OffsetDateTime> CREATED_AT =
            DSL.field(DSL.name("created_at"), SQLDataType.TIMESTAMPWITHTIMEZONE);
    static final Field<Integer> SIZE = DSL.field(DSL.name("size"), SQLDataType.INTEGER);
    static final Field<BigDecimal> PRICE = DSL.field(DSL.name("price"), SQLDataType.NUMERIC);
    static final Field<Boolean> ACTIVE = DSL.field(DSL.name("active"), SQLDataType.BOOLEAN);
    static final Field<UUID> OWNER = DSL.field(DSL.name("owner"), SQLDataType.UUID);
    static final Field<Long> AGE = DSL.field(DSL.name("age_millis"), SQLDataType.BIGINT);

    static final ListFields<Thing> FIELDS = ListFields.<Thing>named("things")
            .field("name", text(), NAME, Thing::name)
            .field("role", textIgnoringCase(), ROLE, Thing::role)
            .field("plan", enumeration("PERSONAL", "TEAM", "ENTERPRISE"), PLAN, Thing::plan)
            .field("createTime", timestamp(), CREATED_AT, Thing::createTime)
            .field("size", number(), SIZE, Thing::size)
            .field("price", number(), PRICE, Thing::price)
            .field("active", flag(), ACTIVE, Thing::active)
            .field("owner.id", uuid(), OWNER, Thing::owner)
            .field("age", duration(ChronoUnit.MILLIS), AGE, Thing::age)
            .custom(
                    "search",
                    text -> TextMatch.containing(text)
                            .in(NAME)
                            .or(TextMatch.containing(text).in(ROLE)),
                    (thing, text) -> TextMatch.containing(text).matches(thing.name())
                            || TextMatch.containing(text).matches(thing.role()))
            .bareWords("search")
            .defaultOrder("createTime desc")
            .id("id", uuid(), ID, Thing::id);

    static Thing named(String name) {
        return new Thing(new UUID(0, 1), name, null, null, null, null, null, null, null, null);
    }

    Thing withRole(String other) {
        return new Thing(id, name, other, plan, createTime, size, price, active, owner, age);
    }

    Thing withPlan(String other) {
        return new Thing(id, name, role, other, createTime, size, price, active, owner, age);
    }

    Thing withSize(Integer other) {
        return new Thing(id, name, role, plan, createTime, other, price, active, owner, age);
    }

    Thing withPrice(String other) {
        return new Thing(id, name, role, plan, createTime, size, new BigDecimal(other), active, owner, age);
    }

    Thing withId(UUID other) {
        return new Thing(other, name, role, plan, createTime, size, price, active, owner, age);
    }

    Thing createdAt(String time) {
        return new Thing(id, name, role, plan, Instant.parse(time), size, price, active, owner, age);
    }

    Thing withAge(Duration other) {
        return new Thing(id, name, role, plan, createTime, size, price, active, owner, other);
    }

    Thing active(boolean other) {
        return new Thing(id, name, role, plan, createTime, size, price, other, owner, age);
    }

    Thing ownedBy(UUID other) {
        return new Thing(id, name, role, plan, createTime, size, price, active, other, age);
    }
}
