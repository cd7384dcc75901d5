"""What AWS would bill: EstimatedCharges every six hours, and Cost Explorer's answer by record type."""

import datetime as dt

from world import ACCOUNT, World

ESTIMATED = "61.37"
BY_RECORD_TYPE = {"Usage": "61.37", "Credit": "-61.37", "Tax": "0"}


def seed(world: World) -> dict:
    points = []
    newest = world.hour.replace(hour=world.hour.hour // 6 * 6)
    for step in range(9):
        total = float(ESTIMATED) - 0.5 * step
        for service, share in ((None, 1.0), ("AmazonEC2", 0.8), ("AmazonS3", 0.2)):
            dimensions = [{"Name": "Currency", "Value": "USD"}]
            if service:
                dimensions.append({"Name": "ServiceName", "Value": service})
            points.append({
                "MetricName": "EstimatedCharges", "Dimensions": dimensions, "Value": total * share,
                "Timestamp": newest - dt.timedelta(hours=6 * step),
            })
    world.client("cloudwatch").put_metric_data(Namespace="AWS/Billing", MetricData=points)
    # moto hands out one queued answer to each request body it has not seen yet.
    queue = world.inside("ce", "aws").cost_usage_results_queue
    queue.extend(answer(world.now) for _ in range(50))
    return {"estimatedUSD": ESTIMATED, "byRecordType": BY_RECORD_TYPE, "account": ACCOUNT}


def answer(now: dt.datetime) -> dict:
    """One month, this one, in which the credit cancels the usage."""
    start = now.date().replace(day=1)
    groups = [
        {"Keys": [name], "Metrics": {"UnblendedCost": {"Amount": amount, "Unit": "USD"}}}
        for name, amount in BY_RECORD_TYPE.items()
    ]
    period = {"Start": start.isoformat(), "End": (now.date() + dt.timedelta(days=1)).isoformat()}
    return {
        "ResultsByTime": [{"TimePeriod": period, "Total": {}, "Groups": groups, "Estimated": True}],
        "DimensionValueAttributes": [],
    }
