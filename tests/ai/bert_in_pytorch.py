"""A process of the environment that has PyTorch: it reads texts as JSON and prints their vectors
by BertModel of `transformers`, one text after the other.

    python tests/ai/bert_in_pytorch.py FOLDER
"""

import json
import sys

import torch
from tokenizers import Tokenizer
from transformers import BertModel

LONGEST = 256


def main() -> None:
    folder = sys.argv[1]
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    model = BertModel.from_pretrained(folder, local_files_only=True).eval()
    vectors = []
    with torch.no_grad():
        for text in json.load(sys.stdin):
            ids = torch.tensor([tokenizer.encode(text).ids])
            mean = model(input_ids=ids).last_hidden_state[0].mean(0)
            vectors.append((mean / mean.norm()).tolist())
    json.dump(vectors, sys.stdout)


if __name__ == "__main__":
    main()
