// A stranger's assistant: the published client of the Model Context Protocol, with somebody's token.
// node assistant.mjs <url> <token> [<tool> <arguments>], and waits for a change of the tools when asked to by "watch"
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { ToolListChangedNotificationSchema } from "@modelcontextprotocol/sdk/types.js";

const [url, token, tool, input] = process.argv.slice(2);
const transport = new StreamableHTTPClientTransport(new URL(url), {
  requestInit: { headers: { Authorization: `Bearer ${token}` } },
});
const client = new Client({ name: "assistant", version: "1.0.0" });
const changed = new Promise((resolve) =>
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => resolve()));
await client.connect(transport);
const { tools } = await client.listTools();
console.log(JSON.stringify({ tools: tools.map((one) => one.name) }));
if (tool === "watch") {
  console.log(JSON.stringify({ watching: true }));
  await changed;
  console.log(JSON.stringify({ tools: (await client.listTools()).tools.map((one) => one.name) }));
} else if (tool) {
  const result = await client.callTool({ name: tool, arguments: JSON.parse(input) });
  console.log(JSON.stringify({ isError: result.isError, result: result.structuredContent ?? result.content }));
}
await client.close();
