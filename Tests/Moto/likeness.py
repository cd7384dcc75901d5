"""Mends moto where it differs from AWS in something that costguard reads."""

import flask
from moto.ec2.exceptions import InvalidAMIIdError
from moto.ec2.models.amis import Ami
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.responses.amis import AmisResponse
from moto.iam.access_control import IAMRequestBase
from moto.sts.responses import TokenResponse

OTHER_PARTITIONS = ("cn-", "us-gov-", "us-iso", "eu-isoe-", "eusc-")


def mend() -> None:
    mend_addresses()
    mend_regions()
    mend_image_attributes()
    mend_image_disks()
    mend_web_identity()
    mend_signed_reads()


def mend_web_identity() -> None:
    """A token is the proof for AssumeRoleWithWebIdentity, which comes unsigned; moto wants a signature."""
    as_moto_has_it = TokenResponse._authenticate_and_authorize_normal_action

    def check(self: TokenResponse, resource: str = "*") -> None:
        unsigned = "Authorization" not in self.headers
        if not (unsigned and self._get_action() == "AssumeRoleWithWebIdentity" and self._get_param("WebIdentityToken")):
            as_moto_has_it(self, resource)

    TokenResponse._authenticate_and_authorize_normal_action = check


def mend_signed_reads() -> None:
    """What is read by GET has no body, and its path is signed as it was sent. moto takes the query for a body and decodes
    the path, and so refuses AWS's own library."""
    as_moto_has_it = IAMRequestBase._create_aws_request

    def create_aws_request(self: IAMRequestBase):
        data, path = self._data, self._path
        if self._method == "GET" and self._service != "s3" and not self._body:
            self._data, self._path = b"", flask.request.environ["RAW_URI"]
        signed = as_moto_has_it(self)
        self._data, self._path = data, path
        return signed

    IAMRequestBase._create_aws_request = create_aws_request


def mend_image_attributes() -> None:
    """An image that is not there is not found; moto fails on it."""
    as_moto_has_it = AmisResponse.describe_image_attribute

    def describe_image_attribute(self: AmisResponse):
        image = self._get_param("ImageId")
        if image not in self.ec2_backend.amis:
            raise InvalidAMIIdError(image)
        return as_moto_has_it(self)

    AmisResponse.describe_image_attribute = describe_image_attribute


def mend_image_disks() -> None:
    """An image maps as many snapshots as it was made of (`more_snapshots`), and is found by them; moto has one each."""
    first, as_moto_has_it = Ami.block_device_mappings.fget, Ami.get_filter_value

    def block_device_mappings(image: Ami) -> list[dict]:
        ids = getattr(image, "more_snapshots", [])
        return first(image) + [
            {"DeviceName": f"/dev/sd{chr(102 + place)}", "Ebs": {"SnapshotId": id}} for place, id in enumerate(ids)
        ]

    def get_filter_value(image: Ami, filter_name: str, method_name: str | None = None):
        if filter_name == "block-device-mapping.snapshot-id":
            return [device["Ebs"]["SnapshotId"] for device in image.block_device_mappings]
        return as_moto_has_it(image, filter_name, method_name)

    Ami.block_device_mappings = property(block_device_mappings)
    Ami.get_filter_value = get_filter_value


def mend_regions() -> None:
    """An account sees the regions of its own partition; moto lists China's and the government's too."""
    regions = RegionsAndZonesBackend.regions
    RegionsAndZonesBackend.regions = [region for region in regions if not region.name.startswith(OTHER_PARTITIONS)]


def mend_addresses() -> None:
    """An address that AWS lends to a running machine belongs to 'amazon'; moto says that it is the account's."""
    as_moto_has_it = NetworkInterface.association.fget

    def association(interface: NetworkInterface) -> dict:
        found = as_moto_has_it(interface)
        if found and not found.get("allocationId"):
            found["ipOwnerId"] = "amazon"
        return found

    NetworkInterface.association = property(association)
