"""Prints botocore's endpoint of each given service in each region it knows, one JSON object a line.

Usage: endpoints.py SERVICE…   with botocore's names of services.
"""
import json
import sys

import botocore.loaders
from botocore.endpoint_provider import EndpointProvider

loader = botocore.loaders.Loader()
partitions = loader.load_data("partitions")
for service in sys.argv[1:]:
    provider = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
    flags = {"UseFIPS": False, "UseDualStack": False}
    if service == "sts":
        flags["UseGlobalEndpoint"] = False
    for partition in partitions["partitions"]:
        for region in partition["regions"]:
            if region.endswith("-global"):
                continue
            endpoint = provider.resolve_endpoint(Region=region, **flags)
            schemes = endpoint.properties.get("authSchemes") or [{}]
            print(json.dumps({
                "service": service, "region": region, "partition": partition["id"],
                "url": endpoint.url, "signingRegion": schemes[0].get("signingRegion", region),
            }))
