package dev.guildhall.agents.internal;

import dev.guildhall.agents.Budget;
import dev.guildhall.agents.Memory;
import dev.guildhall.agents.MemoryEntry;
import dev.guildhall.agents.NewMemory;
import dev.guildhall.agents.Usage;
import dev.guildhall.agents.UsageQuery;
import dev.guildhall.core.http.Api;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.http.ApiResponse;
import dev.guildhall.core.http.BodyReader;
import dev.guildhall.core.http.Operations;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The operations on what agents remember, and on what they take. */
public final class MemoryApi implements Api {

    private final Memory memory;
    private final Usage usage;
    private final Clock clock;

    public MemoryApi(Memory memory, Usage usage, Clock clock) {
        this.memory = memory;
        this.usage = usage;
        this.clock = clock;
    }

    @Override
    public void bind(Operations operations) {
        operations
                .on("listMemory", this::list)
                .on("addMemory", BodyReader.of(NewMemory::of), this::add)
                .on("deleteMemory", this::delete)
                .on("getUsage", this::usage)
                .on("getBudget", this::budget)
                .on("putBudget", BodyReader.of(Budget::of), this::putBudget);
    }

    private Future<ApiResponse> list(ApiRequest request) {
        return memory.list(
                        request.authentication(),
                        request.workspace(),
                        request.query("search").filter(words -> !words.isBlank()),
                        PageRequest.of(Memory.LIST, request))
                .map(found -> found.answer(MemoryEntry::toJson));
    }

    private Future<ApiResponse> add(ApiRequest request, NewMemory wanted) {
        return memory.add(request.authentication(), request.workspace(), wanted)
                .map(entry -> ApiResponse.created(
                        "/api/workspaces/" + request.workspace() + "/memory/" + entry.id(), entry.toJson()));
    }

    private Future<ApiResponse> delete(ApiRequest request) {
        return memory.delete(request.authentication(), request.access(), request.pathId("memoryId"))
                .map(deleted -> ApiResponse.noContent());
    }

    private Future<ApiResponse> usage(ApiRequest request) {
        var query = UsageQuery.of(
                request.query("from"),
                request.query("to"),
                request.query("groupBy"),
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        return usage.sums(request.authentication(), request.access(), query).map(sums -> {
            var all = new JsonArray();
            sums.forEach(sum -> all.add(sum.toJson()));
            return ApiResponse.ok(all);
        });
    }

    private Future<ApiResponse> budget(ApiRequest request) {
        return usage.budget(request.workspace()).map(MemoryApi::shown);
    }

    private Future<ApiResponse> putBudget(ApiRequest request, Budget wanted) {
        return usage.put(request.authentication(), request.workspace(), wanted).map(MemoryApi::shown);
    }

    private static ApiResponse shown(Usage.Account account) {
        return ApiResponse.ok(account.budget().toJson(account.spent()));
    }
}
