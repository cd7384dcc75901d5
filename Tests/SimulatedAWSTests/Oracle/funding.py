"""As oracle.py, for the services of money: plans, budgets, prices, alarms.

usage: funding.py ENDPOINT KEY SECRET NOW(epoch seconds)
"""

import datetime
import json
import sys

import boto3
import botocore.auth
import botocore.exceptions
from botocore.config import Config

endpoint, key, secret, epoch = sys.argv[1:5]
now = datetime.datetime.fromtimestamp(float(epoch), datetime.timezone.utc).replace(tzinfo=None)
if hasattr(botocore.auth, "get_current_datetime"):
    botocore.auth.get_current_datetime = lambda *a, **k: now


def client(service, region="us-east-1"):
    return boto3.client(
        service, region_name=region, endpoint_url=endpoint, aws_access_key_id=key, aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}))


def code(action):
    try:
        action()
        return "none"
    except botocore.exceptions.ClientError as error:
        return f"{error.response['ResponseMetadata']['HTTPStatusCode']} {error.response['Error']['Code']}"


out = {}
account = "123456789012"
state = client("freetier").get_account_plan_state()
out["plan"] = [
    state["accountId"], state["accountPlanType"], state["accountPlanStatus"], state["accountPlanRemainingCredits"]["unit"],
    round(state["accountPlanRemainingCredits"]["amount"]), state["accountPlanExpirationDate"].year]

budgets = client("budgets")
out["no_budgets"] = budgets.describe_budgets(AccountId=account)["Budgets"]
budget = {"BudgetName": "net", "BudgetLimit": {"Amount": "50", "Unit": "USD"}, "TimeUnit": "MONTHLY", "BudgetType": "COST"}
budgets.create_budget(AccountId=account, Budget=budget)
gross = {**budget, "BudgetName": "gross", "CostTypes": {"IncludeCredit": False, "IncludeRefund": False}}
subscriber = {"SubscriptionType": "EMAIL", "Address": "me@example.edu"}
notification = {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN", "Threshold": 80.0}
budgets.create_budget(
    AccountId=account, Budget=gross,
    NotificationsWithSubscribers=[{"Notification": notification, "Subscribers": [subscriber]}])
out["budgets"] = [[b["BudgetName"], b["CostTypes"]["IncludeCredit"], b["BudgetLimit"]["Amount"]] for page in
    budgets.get_paginator("describe_budgets").paginate(AccountId=account, PaginationConfig={"PageSize": 1}) for b in page["Budgets"]]
out["same_budget"] = code(lambda: budgets.create_budget(AccountId=account, Budget=budget))
out["other_account"] = code(lambda: budgets.describe_budgets(AccountId="999999999999"))

pricing = client("pricing")
def products(**attributes):
    filters = [{"Type": "TERM_MATCH", "Field": f, "Value": v} for f, v in attributes.items()]
    return [json.loads(p) for page in pricing.get_paginator("get_products").paginate(
        ServiceCode="AmazonEC2", Filters=filters, PaginationConfig={"PageSize": 1}) for p in page["PriceList"]]
def usd(product):
    return next(d["pricePerUnit"]["USD"] for t in product["terms"]["OnDemand"].values() for d in t["priceDimensions"].values())
out["prices"] = [usd(p) for p in products(regionCode="us-east-1", instanceType="t3.micro")]
out["linux"] = [usd(p) for p in products(regionCode="us-east-1", instanceType="t3.micro", operatingSystem="Linux")]
out["no_price"] = products(instanceType="t9.micro")
out["no_service"] = code(lambda: pricing.get_products(ServiceCode="AmazonNothing"))

watch = client("cloudwatch", "us-west-2")
topic = client("sns", "us-west-2").create_topic(Name="idle")["TopicArn"]
client("sns", "us-west-2").subscribe(TopicArn=topic, Protocol="email", Endpoint="me@example.edu")
alarm = dict(
    AlarmName="idle-gpu", Namespace="AWS/EC2", MetricName="CPUUtilization", Statistic="Average", Period=300,
    EvaluationPeriods=12, Threshold=2.0, ComparisonOperator="LessThanThreshold", AlarmActions=[topic],
    Dimensions=[{"Name": "InstanceId", "Value": "i-0123456789abcdef0"}])
watch.put_metric_alarm(**alarm)
watch.put_metric_alarm(**{**alarm, "Threshold": 3.0})
watch.put_metric_alarm(**{**alarm, "AlarmName": "other"})
found = [a for page in watch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 1}) for a in page["MetricAlarms"]]
out["alarms"] = sorted([a["AlarmName"], a["Threshold"], a["StateValue"]] for a in found)
out["alarm"] = watch.describe_alarms(AlarmNames=["idle-gpu"])["MetricAlarms"][0]["AlarmActions"] == [topic]
out["no_alarms"] = client("cloudwatch").describe_alarms()["MetricAlarms"]

print(json.dumps(out, default=str, sort_keys=True))
