"""One card of questions: its fields, what helps to fill them, the evidence, remarks and history behind them."""
