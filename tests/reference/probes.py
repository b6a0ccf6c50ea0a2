"""Expected answers of the probes on frozen features and the silhouettes, from scikit-learn.

Run: python tests/reference/probes.py   (numpy 2.4, scikit-learn 1.9) -> fixtures/expected/probes.json
"""
import json
import pathlib

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import silhouette_samples
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler

FOLDER = pathlib.Path(__file__).parents[2] / "fixtures/expected"
FITTED = 200


def made(classes, seed):
    """Overlapping clusters, so that many answers are wrong; a feature of another scale, and one that does not vary."""
    rng = np.random.default_rng(seed)
    labels = np.arange(400) % classes
    x = rng.normal(size=(classes, 6))[labels] + 1.5 * rng.normal(size=(400, 6))
    x[:, 1] = 1000 * x[:, 1] + 50
    x[:, 4] = 3.25
    return x.astype(np.float32), labels


def linear(x, labels, classes):
    """A vector a class: for two classes scikit-learn has one vector w = w1 - w2, of which ours pays ||w||²/4."""
    scaler = StandardScaler().fit(x[:FITTED].astype(np.float64))
    model = LogisticRegression(C=2.0 if classes == 2 else 1.0, tol=1e-12, max_iter=100_000)
    model.fit(scaler.transform(x[:FITTED].astype(np.float64)), labels[:FITTED])
    z = scaler.transform(x[FITTED:].astype(np.float64))
    return dict(linear=model.predict(z).tolist(), probability_of_first=model.predict_proba(z)[:, 0].tolist())


def expected(classes, seed):
    x, labels = made(classes, seed)
    y = x[:, [0, 2, 3, 5]].astype(np.float64)  # the large feature would decide alone
    knn = KNeighborsClassifier(10, metric="cosine").fit(y[:FITTED], labels[:FITTED])
    # One class more, of one member.
    alone = labels[:60].copy()
    alone[7] = classes
    return dict(
        features=x.tolist(),
        labels=labels.tolist(),
        **linear(x, labels, classes),
        nearest=knn.predict(y[FITTED:]).tolist(),
        silhouettes=silhouette_samples(y[:60], alone).tolist(),
    )


def main():
    out = {f"{classes}_labels": expected(classes, classes) for classes in (2, 3, 5)}
    (FOLDER / "probes.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
