"""Makers and hosts of models."""

from __future__ import annotations

from goldsmith.pii.rules.providers.form import TokenForm as Form

_OPENAI = "OpenAI documentation, API keys; gitleaks rules"
_ANTHROPIC = "Anthropic documentation; gitleaks rules"

MODELS = (
    Form("OpenAI", "key", ("sk-{b62:20}T3BlbkFJ{b62:20}", "sk-{b62:48}"), _OPENAI),
    Form(
        "OpenAI",
        "project key",
        (
            "sk-{proj|svcacct|admin|None}-{b64u:74}T3BlbkFJ{b64u:74}",
            "sk-{proj|svcacct|admin|None}-{b64u:58}T3BlbkFJ{b64u:58}",
            "sk-{proj|svcacct|admin|None}-{b64u:20}T3BlbkFJ{b64u:20}",
            "sk-{proj|svcacct|admin|None}-{b64u:40-64}",
            "sk-{proj|svcacct|admin|None}-{b64u:110-200}",
        ),
        _OPENAI,
    ),
    Form("OpenAI", "session key", ("sess-{b62:40}",), "kingfisher rules"),
    Form(
        "Anthropic",
        "API key",
        ("sk-ant-{api03|api04|admin01|sid01|sid02|oat01|ort01}-{b64u:64-128}",),
        _ANTHROPIC,
    ),
    Form(
        "Anthropic", "older API key", ("sk-ant-{api01|api02}-{b64u:80-120}", "sk-ant-{b64u:86}"), _ANTHROPIC
    ),
    Form(
        "Hugging Face",
        "access token",
        ("hf_{alpha:34}", "hf_{b62:34}"),
        "Hugging Face Hub documentation",
    ),
    Form("Hugging Face", "organisation token", ("api_org_{alpha:34}", "api_org_{b62:34}"), "gitleaks rules"),
    Form("Replicate", "API token", ("r8_{b62:37}",), "Replicate documentation"),
    Form("Groq", "API key", ("gsk_{b62:52}",), "Groq documentation"),
    Form("Perplexity", "API key", ("pplx-{b62:48}", "pplx-{hex:48}"), "Perplexity documentation"),
    Form("xAI", "API key", ("xai-{b62:80}", "xai-{b64u:70-100}"), "xAI documentation"),
    Form("OpenRouter", "API key", ("sk-or-v1-{hex:64}",), "OpenRouter documentation"),
    Form("DeepSeek", "API key", ("sk-{hex:32}", "sk-{low:32}"), "DeepSeek API Docs"),
    Form("NVIDIA", "API key", ("nvapi-{b64u:64}", "nvapi-{b64u:60-70}"), "NVIDIA NIM documentation"),
    Form(
        "LangSmith", "API key", ("lsv2_{pt|sk}_{hex:32}_{hex:10}", "ls__{hex:32}"), "LangSmith documentation"
    ),
    Form("Langfuse", "key", ("{sk|pk}-lf-{uuid}",), "Langfuse documentation"),
    Form("Weights & Biases", "API key", ("wandb_v1_{b64u:77}",), "Weights & Biases documentation"),
    Form("Together", "API key", ("tgp_v1_{b64u:43}",), "Together documentation"),
    Form("Fireworks", "API key", ("fw_{b62:22}", "fw_{b62:24}"), "Fireworks documentation"),
    Form("Voyage", "API key", ("pa-{b64u:43}",), "Voyage AI documentation"),
    Form("Jina", "API key", ("jina_{b64u:60}",), "Jina documentation"),
    Form("Cerebras", "API key", ("csk-{low:48}",), "Cerebras documentation"),
    Form("ElevenLabs", "API key", ("sk_{hex:48}",), "ElevenLabs documentation"),
    Form("Stability", "API key", ("sk-{b62:51}",), "Stability documentation", near=("stability", "dream")),
    Form("Tavily", "API key", ("tvly-{b62:32-40}", "tvly-{dev|prod}-{b64u:32}"), "Tavily documentation"),
    Form("Firecrawl", "API key", ("fc-{hex:32}",), "Firecrawl documentation"),
    Form("RunPod", "API key", ("rpa_{up:40}{low:6}", "rpa_{b62:46}"), "RunPod documentation"),
    Form("Modal", "token", ("{ak|as}-{b62:22}",), "Modal documentation", near=("modal",)),
    Form("Friendli", "token", ("flp_{b62:46}",), "kingfisher rules"),
    Form("Anyscale", "secret", ("esecret_{low:26}",), "Anyscale documentation"),
    Form(
        "Zhipu",
        "API key",
        ("{hex:24}^{hex:8}.{b62:16}",),
        "Zhipu documentation",
        near=("zhipu", "bigmodel", "glm"),
    ),
    Form(
        "Helicone",
        "API key",
        ("{sk|pk}-helicone-{low:7}-{low:7}-{low:7}-{low:7}", "sk-helicone-{b64u:20-40}"),
        "Helicone documentation",
    ),
    Form("E2B", "API key", ("e2b_{hex:40}",), "E2B documentation"),
    Form("Cursor", "API key", ("key_{hex:64}",), "Cursor documentation"),
    Form("Kaggle", "token", ("KGAT_{hex:32}",), "Kaggle documentation"),
    Form("Context7", "API key", ("ctx7sk-{uuid}",), "Context7 documentation"),
    Form("Dify", "key", ("{app|dataset}-{b62:24}",), "Dify documentation", near=("dify",)),
    Form("Coze", "access token", ("{pat|czs}_{b62:64}",), "Coze documentation"),
    Form("LlamaCloud", "API key", ("llx-{b62:48}",), "LlamaIndex documentation"),
    Form("Mem0", "API key", ("m0-{b62:40}",), "Mem0 documentation"),
    Form("Roboflow", "publishable key", ("rf_{b62:20-32}",), "Roboflow documentation", near=("roboflow",)),
    Form("Ollama", "key", ("{hex:24}^{hex:8}.{b64u:24}",), "Ollama documentation", near=("ollama",)),
)
