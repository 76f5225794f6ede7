"""Calls a server by OpenAI's own client, and prints what it saw."""
import json
import sys
import openai

client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key="none", max_retries=0)
asked = {"model": "m", "messages": [{"role": "user", "content": "Say three words"}]}
tools = [{"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object", "properties": {}}}}]
out = {}


def streamed(**more):
    text, tokens, called, finish = "", None, "", None
    for chunk in client.chat.completions.create(**asked, stream=True, **more):
        if chunk.usage:
            tokens = chunk.usage.completion_tokens
        for choice in chunk.choices:
            text += choice.delta.content or ""
            finish = choice.finish_reason or finish
            for call in choice.delta.tool_calls or []:
                called += (call.function.name or "") + (call.function.arguments or "")
    return [text, tokens, called, finish]


answer = client.chat.completions.create(**asked, temperature=0.5)
out["chat"] = [answer.choices[0].message.content, answer.usage.completion_tokens]
out["stream"] = streamed(stream_options={"include_usage": True})
out["stream without usage"] = streamed()
out["tools"] = client.chat.completions.create(**asked, tools=tools).choices[0].message.tool_calls[0].function.name
out["stream of tools"] = streamed(tools=tools)
out["response"] = client.responses.create(model="m", input="Say three words").output_text
out["stream of a response"] = "".join(
    event.delta for event in client.responses.create(model="m", input="Say three words", stream=True) if event.type == "response.output_text.delta"
)
out["embeddings"] = [item.embedding for item in client.embeddings.create(model="e", input=["one", "two"]).data]
try:
    client.chat.completions.create(**{**asked, "model": "busy"})
except openai.RateLimitError as error:
    out["busy"] = error.status_code
slow = client.chat.completions.create(**{**asked, "model": "slow"}, stream=True)
for chunk in slow:
    out["left after"] = chunk.choices[0].delta.content
    break
slow.close()
client.close()
print(json.dumps(out))
